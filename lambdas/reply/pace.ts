/** The longest wait for a slot that is slept through, in ms; sleep is paid for, and holds up the rest of the batch. */
export const MAX_SLEEP_MS = 1_000;

/** When a reply may be sent. */
export type Slot =
  /** After so many ms; the slot is reserved. */
  | { kind: 'reserved'; waitMs: number }
  /** Not within the time that is slept through. Nothing is reserved: ask again after so many ms. */
  | { kind: 'far'; askAgainMs: number };

/** Reserves the next free slot, or says when to ask again. */
export type Pacer = () => Slot;

/**
 * Keeps the sends of one function apart. What is sent away stands in line, each an interval behind the one before, so
 * that a burst comes back at the pace at which it can be sent. If all asked again at the same moment, a message would
 * be received once for every slot that others were given, and would reach the receive limit of the queue by waiting
 * alone.
 *
 * @param intervalMs from the beginning of one send to that of the next, in ms
 * @param now the time in epoch ms
 */
export function pacer(intervalMs: number, now: () => number): Pacer {
  let free = Number.NEGATIVE_INFINITY;
  let endOfLine = Number.NEGATIVE_INFINITY;
  return () => {
    const time = now();
    const start = Math.max(free, time);
    if (start - time <= MAX_SLEEP_MS) {
      free = start + intervalMs;
      return { kind: 'reserved', waitMs: start - time };
    }
    endOfLine = Math.max(endOfLine + intervalMs, start);
    return { kind: 'far', askAgainMs: endOfLine - time };
  };
}
