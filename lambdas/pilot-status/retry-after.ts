/** The longest wait that a `Retry-After` may ask for, in ms: a reply is worth sending for a day. */
const MAX_MS = 6 * 60 * 60 * 1000;

/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or an HTTP date.
 *
 * @param now the time in epoch ms
 * @returns the wait in ms, from 0 to six hours; undefined when the header is missing or makes no sense
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  const ms = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_MS);
}
