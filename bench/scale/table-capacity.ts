import { QUOTAS } from './quotas.ts';

/** How many writes a table on demand takes. */
export interface TableCapacity {
  /** Write units in this second. */
  available(): number;
  /** So many were used, in a second. */
  use(units: number): void;
}

/** A table takes what it is warmed for; every half an hour it may have grown to twice the peak that it has seen. */
export function tableCapacity(warmWrites: number): TableCapacity {
  let capacity = Math.max(warmWrites, QUOTAS.tableWrites.value);
  let peak = 0;
  let seconds = 0;
  return {
    available: () => capacity,
    use(units) {
      peak = Math.max(peak, units);
      seconds += 1;
      if (seconds % (QUOTAS.tableDoubling.value * 60) === 0) capacity = Math.max(capacity, 2 * peak);
    },
  };
}
