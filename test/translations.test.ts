import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { originalOf, TRANSLATED_PAGES, translationHead } from '../scripts/translations.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** A page without its blocks of code. */
const proseOf = (page: string) => page.replace(/^ *```.*?^ *```$/gms, '');
const headingsOf = (page: string) =>
  [...proseOf(page).matchAll(/^(#+) (.+)$/gm)].map(([, level, text]) => ({ level, text }));

/** The blocks of code of a page, without their comments, which may be translated. */
const codeIn = (page: string) =>
  [...page.matchAll(/^ *```.*?^ *```$/gms)].map(([block]) => block.replace(/ *(?<=^|\s)(#|\/\/) .*$/gm, ''));

/** The names, commands and values that a page quotes, each once. */
const namesIn = (page: string) =>
  [...new Set([...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace(/\s+/g, ' ')))].sort();

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  const taken: Record<string, number> = {};
  return headingsOf(page).map(({ text = '' }) => {
    const anchor = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    taken[anchor] = (taken[anchor] ?? -1) + 1;
    return taken[anchor] === 0 ? anchor : `${anchor}-${taken[anchor]}`;
  });
}

/** The Portuguese page of each English one. */
const TRANSLATION_OF = Object.fromEntries(TRANSLATED_PAGES.map((page) => [originalOf(page), page]));

/** What is wrong with a link of a Portuguese page; undefined when it is right. */
function complaint(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(ROOT, target))) return `${link}: there is no ${target}`;
  if (anchor !== undefined && !anchorsOf(read(target)).includes(anchor)) return `${link}: there is no such heading`;
  return TRANSLATION_OF[target] && `${link}: there is ${TRANSLATION_OF[target]}`;
}

test('no original has changed since its translation', () => {
  const stale = TRANSLATED_PAGES.filter((page) => {
    const [head] = read(page).split('\n');
    return head !== translationHead(page, read(originalOf(page)));
  });
  expect(
    stale.map((page) => `Compare ${page} with ${originalOf(page)}, then: npm run docs -- --translated ${page}`),
  ).toEqual([]);
});

test('the head of a translation changes with any change of the original', () => {
  const head = translationHead('docs/pt-BR/bot.md', 'A bot is one file.');
  expect(head).toMatch(/^<!-- translation of \.\.\/bot\.md [0-9a-f]{12} -->$/);
  expect(translationHead('docs/pt-BR/bot.md', 'A bot is one file!')).not.toBe(head);
  expect(translationHead('README.pt-BR.md', '')).toMatch(/ of README\.md /);
});

describe.each(TRANSLATED_PAGES)('%s', (page) => {
  const [translation, original] = [read(page), read(originalOf(page))];

  test('has the chapters of its original', () => {
    const levelsOf = (text: string) => headingsOf(text).map(({ level }) => level);
    expect(levelsOf(translation)).toEqual(levelsOf(original));
  });

  test('has the code of its original', () => {
    expect(codeIn(translation)).toEqual(codeIn(original));
  });

  test('quotes the names and commands that its original quotes', () => {
    expect(namesIn(translation)).toEqual(namesIn(original));
  });

  test('has links that lead somewhere, and to Portuguese where there is a translation', () => {
    const links = [...proseOf(translation).matchAll(/\]\(((?!https?:)[^)]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
      ([, link, source]) => (link ?? source) as string,
    );
    const complaints = links.flatMap((link) => complaint(page, link) ?? []);
    expect(complaints.filter((text) => text !== 'README.md: there is README.pt-BR.md')).toEqual([]);
  });
});

test.each([
  ['../bott.md', '../bott.md: there is no docs/bott.md'],
  ['#nada', '#nada: there is no such heading'],
  ['../../README.md', '../../README.md: there is README.pt-BR.md'],
])('the link %s is refused', (link, why) => {
  expect(complaint('docs/pt-BR/bot.md', link)).toBe(why);
});
