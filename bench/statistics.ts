/** What came of running one thing several times. */
export interface Figure {
  /** Such as `ms`, `KB` or `acks/s`. */
  unit: string;
  median: number;
  minimum: number;
  /** The interquartile range: the middle half of the runs lies within it. 0 for what is counted, not measured. */
  spread: number;
}

/** Sums up runs. @throws RangeError when there are no runs */
export function figure(unit: string, runs: readonly number[]): Figure {
  const sorted = [...runs].sort((a, b) => a - b);
  const [minimum] = sorted;
  if (minimum === undefined) throw new RangeError('There is no run to sum up');
  return { unit, median: quantile(sorted, 0.5), minimum, spread: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
}

/** A number that is the same in every run: a size, a count, a price. */
export function exact(unit: string, value: number): Figure {
  return { unit, median: value, minimum: value, spread: 0 };
}

/** The quantile of sorted numbers, interpolated between the two nearest. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
