/** Lambda gives a function one virtual CPU at this much memory, and less in proportion. */
export const WHOLE_CPU_MB = 1769;

/** How often Lambda's quota of CPU time is filled up again, in ms. */
export const PERIOD_MS = 20;

/** The share of one CPU that a function with so much memory has, at most 1: ours has one thread that matters. */
export function cpuShare(memoryMb: number): number {
  return Math.min(1, memoryMb / WHOLE_CPU_MB);
}

/**
 * The quota with which a period begins, in ms of CPU time. What was used too much in the last one is owed; what was not
 * used is gone, as with the quota of a Linux control group.
 *
 * @param left what was left of the last period's quota, negative when it was overdrawn
 */
export function nextQuota(left: number, share: number): number {
  return Math.min(left, 0) + share * PERIOD_MS;
}
