import type { World } from '../engine/world.ts';
import type { VendorPlan } from './plan.ts';
import { type AcceptedSend, whatsappId } from './vendor.ts';
import type { DeliverUntilAccepted } from './webhook.ts';

/** Courses that a message can take at the vendor; `read` needs the contact's receipts and may never come. */
const COURSES = [
  ['message.sent', 'message.delivered', 'message.read'],
  ['message.sent', 'message.delivered'],
  ['message.sent'],
  ['message.sent', 'message.failed'],
  ['message.failed'],
  [],
];

/** Tells by webhook what becomes of each accepted send: out of order, several times, or not at all. */
export function statusTeller(
  world: World,
  plan: VendorPlan,
  deliver: DeliverUntilAccepted,
  onTell: (sentId: string, event: string) => void,
): (send: AcceptedSend) => void {
  const random = world.random.stream('statuses');
  return (send) => {
    for (const event of random.pick(COURSES)) {
      const body = JSON.stringify(statusBody(send, event, plan.statusIdIs));
      onTell(send.id, event);
      deliver(body, random.between(50, 20_000));
      if (random.chance(0.15)) deliver(body, random.between(50, 600_000));
    }
  };
}

function statusBody({ id, numberId, to, text }: AcceptedSend, event: string, idIs: VendorPlan['statusIdIs']): object {
  const ids = idIs === 'message' ? { id, internalMessageId: id } : { id: `${id}_${event}`, internalMessageId: id };
  const whatsapp = event === 'message.failed' ? null : whatsappId(id);
  return { event, data: { ...ids, messageId: whatsapp, numberId, destinationNumber: to, content: text } };
}
