/** How far ahead a message may be dated, in ms: a year, and a day for those who count in years. */
export const MAX_AHEAD_MS = 366 * 24 * 60 * 60 * 1000;

/** ISO 8601 with a zone: without one nobody knows whose clock is meant. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads a time in ISO 8601 with a zone, in epoch ms. @returns NaN for anything else */
export function readIsoTime(text: string): number {
  return ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
}
