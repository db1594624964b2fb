import type { Limit, LimitName } from './limits.ts';

/** What held events up. */
export interface Bottlenecks {
  /** The first to do so, and when, in s. */
  first?: { limit: LimitName; at: number };
  /** For how many seconds each did. */
  seconds: Partial<Record<LimitName, number>>;
}

/** How many of those that want to go on may do so in this second: as many as the tightest limit lets through. */
export type Through = (wanted: number, limits: readonly Limit[], second: number) => number;

/** Lets events through, and keeps in mind which limit was the tightest where not all could go. */
export function watchBottlenecks(): { through: Through; bottlenecks: Bottlenecks } {
  const bottlenecks: Bottlenecks = { seconds: {} };
  const through: Through = (wanted, limits, second) => {
    const tightest = limits.reduce((a, b) => (b.perSecond < a.perSecond ? b : a));
    if (wanted <= tightest.perSecond) return wanted;
    bottlenecks.first ??= { limit: tightest.name, at: second };
    bottlenecks.seconds[tightest.name] = (bottlenecks.seconds[tightest.name] ?? 0) + 1;
    return Math.max(0, tightest.perSecond);
  };
  return { through, bottlenecks };
}
