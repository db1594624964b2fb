const BASE_MS = 1_000;
const CAP_MS = 15 * 60 * 1000;

/**
 * Exponential backoff with full jitter: anything between nothing and one second, two, four, … at most 15 minutes.
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 *
 * @param attempt how often it was tried, from 1
 * @param random gives a number from 0 to 1
 * @returns the wait in ms
 */
export function backoffMs(attempt: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
}
