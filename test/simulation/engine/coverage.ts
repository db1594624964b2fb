/** What a run came across: faults, steps, outcomes, each with how often. */
export interface Coverage {
  hit(what: string): void;
  counts(): ReadonlyMap<string, number>;
}

export function coverage(): Coverage {
  const counts = new Map<string, number>();
  return {
    hit: (what) => {
      counts.set(what, (counts.get(what) ?? 0) + 1);
    },
    counts: () => counts,
  };
}
