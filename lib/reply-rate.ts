import type { Config } from './settings.ts';

/**
 * How far apart the sends of one reply function begin, in whole ms: the rate is shared evenly by the functions that may run
 * at once, and rounded so that together they never exceed it.
 */
export function sendIntervalMs({ repliesPerSecond, replyConcurrency }: Config): number {
  return Math.ceil((1_000 * replyConcurrency) / repliesPerSecond);
}
