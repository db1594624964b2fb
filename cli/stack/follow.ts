import type { Item, Key } from '../../lambdas/ledger/table.ts';

/** What following something takes. */
export interface FollowLimits {
  /** Epoch ms. */
  now(): number;
  /** Waits so many ms. */
  sleep(ms: number): Promise<void>;
  /** How long to wait at most, in ms. */
  patienceMs: number;
}

/** How long to wait between two looks, in ms. */
const PAUSE_MS = 250;

/**
 * Looks until what is looked for is there.
 *
 * @returns what was found; undefined when it did not come in time
 */
export async function until<Found>(
  look: () => Promise<Found | undefined>,
  { now, sleep, patienceMs }: FollowLimits,
): Promise<Found | undefined> {
  const deadline = now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || now() >= deadline) return found;
    await sleep(PAUSE_MS);
  }
}

/** The record of an event that is over. @returns undefined while it is not */
export async function doneRecord(get: (key: Key) => Promise<Item | undefined>, key: Key): Promise<Item | undefined> {
  const record = await get(key);
  return record?.state === 'done' ? record : undefined;
}
