/**
 * Whether a message is one of these words and nothing else, whatever its case, accents, spaces and punctuation: `Parar!` is
 * `PARAR`, and `please stop by` is not `STOP`.
 */
export function isWord(message: string, words: readonly string[]): boolean {
  const written = folded(message);
  return written !== '' && words.some((word) => folded(word) === written);
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
