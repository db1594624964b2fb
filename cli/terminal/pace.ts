import { UsageError } from './errors.ts';

/** Resolves when the next may go. */
export type Pace = () => Promise<void>;

interface Tools {
  /** The time in epoch ms. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** Lets so many go in a second, evenly spaced, the first at once. */
export function paced(perSecond: number, { now, wait }: Tools): Pace {
  let next = 0;
  return async () => {
    const waitMs = next - now();
    next = Math.max(next, now()) + 1_000 / perSecond;
    if (waitMs > 0) await wait(waitMs);
  };
}

/** Reads a rate. @throws UsageError when it is invalid */
export function readRate(typed: string): number {
  const rate = Number(typed);
  if (Number.isInteger(rate) && rate >= 1 && rate <= 100) return rate;
  throw new UsageError(`--per-second ${typed} is not a rate: give a whole number from 1 to 100`);
}
