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
