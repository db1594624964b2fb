import type { SimulatedCloud } from '../functions/cloud.ts';
import { nameOf, replyIn } from '../witness.ts';

/** At the end the queues are empty, and nothing is held by anybody, unless its message lies in a dead-letter queue. */
export function checkRest({ ledger, queues, bus }: SimulatedCloud): string[] {
  const left = [queues.events, queues.replies, ...(bus ? [bus.queue] : [])].flatMap((queue) =>
    queue.messages().map(({ id }) => `left in the queue: ${id}`),
  );
  const parkedEvents = new Set(queues.deadEvents.messages().map(({ attributes: { id, event } }) => `${id} ${event}`));
  const parkedReplies = new Set(
    queues.deadReplies.messages().map(({ body }) => {
      return nameOf(replyIn(body));
    }),
  );
  const held = [...ledger.store.items.values()].flatMap(({ id, event, state }) => {
    const key = `${id} ${event}`;
    if (state === 'claimed' && !parkedEvents.has(key)) return [`left claimed: ${key}`];
    const isOpen = state === 'sending' || state === 'unknown' || state === 'queued';
    return isOpen && !parkedReplies.has(key) ? [`left ${state}: ${key}`] : [];
  });
  return [...left, ...held];
}
