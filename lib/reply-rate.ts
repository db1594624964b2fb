import type { Config } from './settings.ts';

/**
 * The time between two sends of one reply function, in whole ms: the functions that may run at once share the rate
 * evenly, and rounding makes sure that together they never exceed it.
 */
export function sendIntervalMs({ repliesPerSecond, replyConcurrency }: Config): number {
  return Math.ceil((1_000 * replyConcurrency) / repliesPerSecond);
}
