import type { Random } from '../engine/random.ts';
import type { VendorNumber } from '../vendor/plan.ts';
import { createdAt } from './messages.ts';
import type { EchoPlan, InboundPlan, PersonPlan } from './scenario.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Chooses what persons write to contacts, on the phones of the numbers that these wrote to. */
export function choosePeople(random: Random, messages: InboundPlan[], numbers: VendorNumber[]): PersonPlan[] {
  if (messages.length === 0 || !random.chance(0.15)) return [];
  return Array.from({ length: random.between(1, 2) }, (_, i) => {
    const { from: contact, numberId, at: about } = random.pick(messages);
    const marker = `p${i}-${random.between(0, 2 ** 31)}`;
    const at = about + random.between(-MINUTE_MS, 2 * MINUTE_MS);
    const from = numbers.find(({ id }) => id === numberId)?.phone;
    const content = `${marker} here is Ana, let me help`;
    const ids = { id: `own.${marker}`, messageId: `wamid.own.${marker}` };
    const body = { ...ids, from, to: contact, numberId, type: 'text', fromMe: true, content, ...createdAt(at) };
    const again = random.chance(0.2) ? [at + random.between(0, 20 * MINUTE_MS)] : [];
    const deliveries = [at, ...again].map((at) => ({
      at: Math.max(at, 0),
      body: JSON.stringify({ event: 'message.received', data: body }),
    }));
    return { marker, contact, deliveries };
  });
}

/** Chooses whether, and how, our own sends come back. */
export function chooseEchoes(random: Random): EchoPlan | undefined {
  if (!random.chance(0.3)) return undefined;
  return {
    share: random.pick([0.5, 1]),
    ids: random.pick(['send', 'whatsapp', 'unknown']),
    form: random.pick(['as it is', 'decomposed', 'other line ends', 'escaped']),
    delayMs: random.pick([0, 5_000, 5_000, 5 * HOUR_MS]),
  };
}
