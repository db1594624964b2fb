import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** The Portuguese pages, by their paths in the repository. */
export const TRANSLATED_PAGES = [
  'README.pt-BR.md',
  ...readdirSync(join(ROOT, 'docs', 'pt-BR'))
    .sort()
    .map((file) => join('docs', 'pt-BR', file)),
];

/** The path of the English page that a Portuguese page translates. */
export function originalOf(page: string): string {
  return page.replace('/pt-BR/', '/').replace('.pt-BR.md', '.md');
}

/** The first line of a translated page, which names its original and what it said: `text`. */
export function translationHead(page: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `<!-- translation of ${relative(dirname(page), originalOf(page))} ${hash} -->`;
}

/** A translated page with this text under the first line that it has, which only `--translated` renews. */
export function underItsHead(page: string, text: string): string {
  const [head] = readFileSync(join(ROOT, page), 'utf8').split('\n', 1);
  return `${head}\n${text}`;
}

/**
 * Writes into the first line of a page that it translates what its original says now.
 *
 * @throws if the page is not a translation
 */
export function markTranslated(page: string): void {
  if (!TRANSLATED_PAGES.includes(page)) throw new Error(`${page} is not one of ${TRANSLATED_PAGES.join(', ')}`);
  const [, ...rest] = readFileSync(join(ROOT, page), 'utf8').split('\n');
  const head = translationHead(page, readFileSync(join(ROOT, originalOf(page)), 'utf8'));
  writeFileSync(join(ROOT, page), [head, ...rest].join('\n'));
}
