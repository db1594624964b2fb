/** An error code such as `ECONNRESET` or `INVALID_DESTINATION`; undefined for anything else, which may be any text. */
export function codeOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(value) ? value : undefined;
}
