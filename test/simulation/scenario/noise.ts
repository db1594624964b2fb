import { EVENT_NAMES } from '../../../lambdas/pilot-status/events.ts';
import { received, sampleOf } from '../../support/samples.ts';
import type { Random } from '../engine/random.ts';
import type { PlannedDelivery } from './scenario.ts';

/** Shapes that are recorded and never answered, some of them twice. */
export function chooseNoise(random: Random, contacts: string[]): PlannedDelivery[] {
  return Array.from({ length: random.between(0, 3) }, (_, i) => {
    const body = JSON.stringify(shape(random, i, random.pick(contacts)));
    const at = random.between(0, 60_000);
    return [{ at, body }, ...(random.chance(0.3) ? [{ at: at + random.between(0, 600_000), body }] : [])];
  }).flat();
}

function shape(random: Random, i: number, from: string): object {
  const inbound = new Set<string>(['message.received', 'message.reply']);
  return random.pick<() => object>([
    () => received({ id: `own-${i}`, from, fromMe: true }),
    () => received({ id: `nobody-${i}`, from: null }),
    () => ({ object: 'whatsapp_business_account', entry: [{ i }] }),
    () => ({ event: 'history', data: { messages: [{ from }], i } }),
    () => ({ i }),
    () => sampleOf(random.pick(EVENT_NAMES.filter((event) => !inbound.has(event)))),
  ])();
}
