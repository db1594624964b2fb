/** Where a text may be cut, the best places first: between paragraphs, lines, sentences, words. */
const BREAKS = [/\n\s*\n/g, /\n/g, /(?<=[.!?…。！？]["'”’)]*)\s/gu, /\s/gu];

/**
 * Splits a text into parts that are no longer than a limit, each as long as a good place to cut allows: between
 * paragraphs, else lines, sentences, words, and never inside a character, however many code points it has. White space
 * at a cut is left out.
 *
 * @param limit the most UTF-16 units of a part; at least one
 * @returns the text itself where it fits
 */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const { end, next } = cutOf(rest, limit);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(next).trimStart();
  }
  return [...parts, rest].filter((part) => part.trim() !== '');
}

/** Where the first part ends, and where the rest begins. A part of less than half the limit is no good place to cut. */
function cutOf(text: string, limit: number): { end: number; next: number } {
  const head = text.slice(0, limit + 1);
  for (const place of BREAKS) {
    const found = [...head.matchAll(place)].findLast(({ index }) => index >= limit / 2 && index <= limit);
    if (found) return { end: found.index, next: found.index + found[0].length };
  }
  const end = endOfCharacter(text, limit);
  return { end, next: end };
}

/** The end of the last character that ends within the limit; that of a longer one is cut between its code points. */
function endOfCharacter(text: string, limit: number): number {
  // A character that is cut off here begins within what is looked at.
  const window = text.slice(0, limit + 64);
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(window)) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  if (end > 0) return end;
  const inPair = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) && limit > 1;
  return inPair ? limit - 1 : limit;
}
