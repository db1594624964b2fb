import type { Random } from '../engine/random.ts';
import type { InboundPlan, OutboxAsk, OutboxPlan } from './scenario.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Chooses what another system wants sent to contacts who have written: asked for once or more often, moved, cancelled. */
export function chooseOutbox(random: Random, messages: InboundPlan[]): OutboxPlan[] {
  if (messages.length === 0 || !random.chance(0.25)) return [];
  return Array.from({ length: random.between(1, 3) }, (_, i) => {
    const { from: contact, numberId, at } = random.pick(messages);
    const key = `order-${i}-${random.between(0, 2 ** 31)}`;
    return { key, contact, numberId, text: `Order ${key} has left: é só isso`, asks: chooseAsks(random, at) };
  });
}

function chooseAsks(random: Random, about: number): OutboxAsk[] {
  let at = Math.max(0, about + random.between(-MINUTE_MS, 5 * MINUTE_MS));
  const first: OutboxAsk = { at, ...chooseDate(random, at) };
  const others = Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, (): OutboxAsk => {
    at += random.pick([0, random.between(0, MINUTE_MS), random.between(0, HOUR_MS)]);
    if (random.chance(0.2)) return { at, cancels: true };
    return random.chance(0.5) ? { ...first, at } : { at, ...chooseDate(random, at) };
  });
  return [first, ...others];
}

function chooseDate(random: Random, at: number): { dueAt?: number } {
  return random.chance(0.4)
    ? {}
    : { dueAt: at + random.pick([random.between(0, MINUTE_MS), random.between(0, 3 * HOUR_MS)]) };
}

/** Chooses what the bot asks of the outbox: of each contact, by few keys, so that it moves and cancels. */
export function chooseLater(random: Random, messages: InboundPlan[]): void {
  if (!random.chance(0.25)) return;
  for (const { bot } of messages) {
    if (random.chance(0.3)) continue;
    const key = random.pick(['visit', 'visit', 'survey']);
    const afterMs = random.pick([
      0,
      random.between(0, MINUTE_MS),
      random.between(0, 10 * MINUTE_MS),
      random.between(0, 3 * HOUR_MS),
    ]);
    bot.later = random.chance(0.25) ? { key, cancels: true } : { key, afterMs };
  }
}
