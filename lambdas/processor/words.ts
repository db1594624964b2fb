/**
 * Whether a message is one of these words and nothing else, however it is dressed: `Parar!` is `PARAR`, as are
 * `p.a.r.a.r` and letters of another width or of mathematics; `please stop by` is not `STOP`.
 */
export function isWord(message: string, words: readonly string[]): boolean {
  const written = folded(message);
  return written !== '' && words.some((word) => folded(word) === written);
}

/** Single letters with something between them, such as `S.T.O.P`. */
const SPELLED = /(?<![\p{L}\p{N}])\p{L}(?:[.·•*_-]\p{L})+(?![\p{L}\p{N}])/gu;

/** Without case, accents, width and style (NFKD), characters that show nothing, and punctuation. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .replace(SPELLED, (letters) => letters.replace(/[^\p{L}]/gu, ''))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/**
 * A text as a person sees it, whatever became of its accents' form, its line ends, spaces and entities on the way: what
 * is the same on the screen is the same.
 */
export function asShown(text: string): string {
  return decoded(text).normalize('NFC').replace(/\s+/gu, ' ').trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Without HTML's entities, also where they were escaped twice. */
function decoded(text: string): string {
  const once = text.replace(
    /&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,6})|#x([\da-f]{1,5}));/gi,
    (_, name, decimal, hex) =>
      name
        ? (ENTITIES[name.toLowerCase()] ?? '')
        : String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16)),
  );
  return once === text ? text : decoded(once);
}
