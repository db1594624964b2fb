/** The rows of a long list that are worth drawing. */
export interface VisibleRows {
  first: number;
  /** One after the last. */
  end: number;
}

/** How many rows are drawn beyond what is seen, so that a quick scroll shows no gap. */
const SPARE = 8;

/** @param top how far the list is scrolled, and how high it is seen, in px */
export function windowOf(
  rows: number,
  rowHeight: number,
  { top, height }: { top: number; height: number },
): VisibleRows {
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  return { first, end: Math.min(rows, Math.ceil((top + height) / rowHeight) + SPARE) };
}
