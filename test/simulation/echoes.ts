import type { World } from './engine/world.ts';
import type { EchoPlan } from './scenario/scenario.ts';
import type { VendorNumber } from './vendor/plan.ts';
import { type AcceptedSend, whatsappId } from './vendor/vendor.ts';
import type { DeliverUntilAccepted } from './vendor/webhook.ts';

/**
 * Lets our own sends come back as messages that left from our number. A template is told in words that we do not know.
 */
export function echoTeller(
  world: World,
  plan: EchoPlan | undefined,
  numbers: VendorNumber[],
  deliver: DeliverUntilAccepted,
): (send: AcceptedSend) => void {
  const random = world.random.stream('told echoes');
  return (send) => {
    if (plan === undefined || !random.chance(plan.share)) return;
    world.coverage.hit('vendor: an echo');
    const from = numbers.find(({ id }) => id === send.numberId)?.phone;
    const data = {
      ...idsOf(send, plan.ids),
      ...{ from, to: send.to, numberId: send.numberId, type: 'text', fromMe: true },
      content: formed(send.text, plan.form),
      createdAt: new Date(send.at + random.between(0, 2_000)).toISOString(),
    };
    const body = JSON.stringify({ event: 'message.received', data });
    deliver(body, random.between(50, 50 + plan.delayMs));
  };
}

/** What the ids of echoes begin with, where they have some of their own. */
export const ECHO = 'echo.';

function idsOf({ id }: AcceptedSend, ids: EchoPlan['ids']): object {
  if (ids === 'send') return { id, messageId: whatsappId(id) };
  return { id: `${ECHO}${id}`, ...(ids === 'whatsapp' && { messageId: whatsappId(id) }) };
}

function formed(text: string, form: EchoPlan['form']): string {
  switch (form) {
    case 'as it is':
      return text;
    case 'decomposed':
      return text.normalize('NFD');
    case 'other line ends':
      return `${text.replaceAll('\n', ' \r\n')} `;
    case 'escaped':
      return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  }
}
