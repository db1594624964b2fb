/** The longest wait that a `Retry-After` may ask for, in ms: a reply is worth sending for a day. */
const MAX_MS = 6 * 60 * 60 * 1000;

/** The headers of an answer, as far as they tell when to come again. */
export interface PauseHeaders {
  'retry-after'?: string | undefined;
  date?: string | undefined;
}

/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or an HTTP date. A date is by the clock of whoever
 * gave it, which its `Date` header says.
 *
 * @param now the time in epoch ms, where there is no `Date`
 * @returns the wait in ms, from 0 to six hours; undefined when the header is missing or makes no sense
 */
export function retryAfterMs({ 'retry-after': header, date }: PauseHeaders, now: number): number | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  const clock = Date.parse(date ?? '');
  const from = Number.isNaN(clock) ? now : clock;
  const ms = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - from;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_MS);
}
