/** How far the vendor's clock is ahead of ours, in ms: at least, and at most. */
export interface Skew {
  from: number;
  to: number;
}

/** `Date` gives whole seconds: its second may be nearly over. */
const RESOLUTION_MS = 1_000;

/**
 * What one answer shows of the vendor's clock, by its `Date` header (RFC 9110, section 6.6.1): it was written between
 * the moment at which the request was sent and the one at which the answer was there.
 *
 * @param date the header
 * @param sentAt by our clock, epoch ms, as `receivedAt`
 * @returns undefined when there is no header that can be read
 */
export function skewOf(date: string | undefined, sentAt: number, receivedAt: number): Skew | undefined {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? undefined : { from: at - receivedAt, to: at + RESOLUTION_MS - sentAt };
}

/** What two answers tell together: what both allow, or all that either allows where they differ. */
export function joinedSkew(one: Skew | undefined, other: Skew | undefined): Skew | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const both = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
  return both.from <= both.to ? both : { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}
