/** Events that were delivered first in the same second. Here they are a quantity, which need not be whole. */
export interface Cohort {
  /** In s. */
  born: number;
  count: number;
}

/** Events that wait, the first to come the first to go. */
export interface Backlog {
  add(cohorts: readonly Cohort[]): void;
  /** Takes so many, or as many as there are. */
  take(count: number): Cohort[];
  /** Takes those that were born before then. */
  takeBornBefore(second: number): Cohort[];
  count(): number;
}

export function createBacklog(): Backlog {
  let cohorts: Cohort[] = [];
  let count = 0;

  /** Sums of fractions drift; where nothing is left, it is exactly nothing. */
  function removed(taken: Cohort[]): Cohort[] {
    count = cohorts.length === 0 ? 0 : count - countOf(taken);
    return taken;
  }

  function takeFirst(wanted: number): Cohort | undefined {
    const [first] = cohorts;
    if (first === undefined || wanted <= 0) return undefined;
    if (first.count <= wanted) return cohorts.shift();
    cohorts[0] = { ...first, count: first.count - wanted };
    return { ...first, count: wanted };
  }

  return {
    add(more) {
      cohorts.push(...more.filter((cohort) => cohort.count > 0));
      count += countOf(more);
    },
    take(wanted) {
      const taken: Cohort[] = [];
      let left = wanted;
      for (let part = takeFirst(left); part !== undefined; part = takeFirst(left)) {
        taken.push(part);
        left -= part.count;
      }
      return removed(taken);
    },
    takeBornBefore(second) {
      const old = cohorts.filter(({ born }) => born < second);
      if (old.length > 0) cohorts = cohorts.filter(({ born }) => born >= second);
      return removed(old);
    },
    count: () => count,
  };
}

export function countOf(cohorts: readonly Cohort[]): number {
  return cohorts.reduce((sum, { count }) => sum + count, 0);
}
