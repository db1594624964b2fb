/** The event that an address names after its `#`: `#/event/47`. */
export function eventIn(hash: string): number | undefined {
  const [, n] = /^#\/event\/(\d{1,9})$/.exec(hash) ?? [];
  return n === undefined ? undefined : Number(n);
}

/** What stands after the `#` of the address while an event is open, or none is. */
export function hashOf(n: number | undefined): string {
  return n === undefined ? '#/' : `#/event/${n}`;
}
