// Looked up once: in a test's own global scope each look is dear, and this is called millions of times.
const { imul, floor } = Math;

/** Random numbers that a seed decides. */
export interface Random {
  /** From 0 to 1, 1 excluded. */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(from: number, to: number): number;
  pick<T>(things: readonly T[]): T;
  shuffled<T>(things: readonly T[]): T[];
  /** A stream of its own, so that what one part of the simulation draws changes nothing for another. */
  stream(name: string): Random;
}

export function seededRandom(seed: string): Random {
  let state = hashOf(seed);
  // mulberry32: small, fast, good enough to choose faults with.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = imul(state ^ (state >>> 15), 1 | state);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + floor(next() * (to - from + 1));
  return {
    next,
    between,
    chance: (probability) => probability > 0 && next() < probability,
    pick: (things) => things[between(0, things.length - 1)] as (typeof things)[number],
    shuffled: (things) => {
      const all = [...things];
      for (let i = all.length - 1; i > 0; i--) {
        const j = between(0, i);
        [all[i], all[j]] = [all[j] as (typeof all)[number], all[i] as (typeof all)[number]];
      }
      return all;
    },
    stream: (name) => seededRandom(`${seed}/${name}`),
  };
}

/** FNV-1a, stirred once more: neighbouring seeds must not give neighbouring streams. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
