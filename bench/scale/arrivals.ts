/** How many events come in each second. */
export type Arrivals = readonly number[];

/**
 * Arrivals that know nothing of each other, so many in a second on average: a Poisson process, which from a hundred on
 * is as good as normal.
 *
 * @param random from 0 to 1, 1 excluded
 */
export function burst(perSecond: number, seconds: number, random: () => number): Arrivals {
  return Array.from({ length: seconds }, () =>
    Math.max(0, Math.round(perSecond + Math.sqrt(perSecond) * standardNormal(random))),
  );
}

/** The Box–Muller transform. */
function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Random numbers that a seed decides: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
