import type { HttpPart } from '../../cloud/events.ts';

/** The longest body or line that is kept, in characters: with thousands of events longer ones would fill the memory. */
const LONGEST = 64 * 1024;

/** A text as it is kept: one that is too long gives way to a mark that says so. */
export function keep(text: string): string {
  return text.length <= LONGEST ? text : `(${text.length} characters, too long to be kept)`;
}

/** One side of what was said over HTTP, as it is kept. */
export function keepPart<Part extends HttpPart>(part: Part): Part {
  return { ...part, body: keep(part.body) };
}
