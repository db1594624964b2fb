import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Words that most readers do not know. */
const RARE: [words: RegExp, instead: string][] = [
  [/whence|whither|hitherto|betimes/, 'from where, to where, until now, in time'],
  [/thereof|therein|wherein|whereof|whereby/, 'of it, in it, in which, of which, by which'],
  [/lest/, 'so that … not'],
  [/shall|ought/, 'must, should'],
  [/unto|upon/, 'to, on'],
  [/whilst|amongst/, 'while, among'],
  [/which no JSON means/, 'a text that JSON does not use'],
];

/** Words and phrases that a reader has to puzzle over. */
const ODD: [words: RegExp, instead: string][] = [
  [/whom/, 'who, or name the person'],
  [/hence/, 'so'],
  [/nor/, 'or, and not'],
  [/kin|heed(?:s|ed)?/, 'similar ones; follow'],
  [/wish(?:es)?/, 'want'],
  [/for ever/, 'forever, endlessly'],
  [/(?:is|are) none/, 'there is no …'],
  [/none twice/, 'no … twice'],
  [/mend(?:s|ed|ing)?/, 'fix, repair'],
  [/beside/, 'next to, besides, compared with'],
  [/tells? of|told of/, 'names, reports, describes'],
  [/at the most/, 'at most'],
  [/is of concern/, 'matters'],
  [/in the place of/, 'instead of'],
  [/of late/, 'recently'],
  [/the more so/, 'especially'],
  [/anew/, 'again'],
  [/roads?/, 'pipeline'],
  [/(?:front )?doors?/, 'endpoint'],
  [/stand-ins?/, 'simulator for the vendor, imitation for anything else'],
];

/** The folders whose code is read, too. */
const FOLDERS = ['lib', 'scripts', 'lambdas', 'cli', 'operations', 'local', 'testing'];

/** Where a refused word is right, each with its file and the text around it. */
const ALLOWED: [file: string, text: string][] = [];

interface Finding {
  line: number;
  word: string;
  instead: string;
}

/** The refused words in a text, with their lines, counted from 1. A phrase is found across two lines, too. */
function refused(text: string, lists: typeof ODD): Finding[] {
  return lists.flatMap(([words, instead]) => {
    const pattern = new RegExp(
      `(?<![\\w-])(?:${words.source.replaceAll(' ', '\\s+(?:\\*\\s+|//\\s+)?')})(?![\\w-])`,
      'gi',
    );
    return [...text.matchAll(pattern)].map(({ 0: word, index }) => ({
      line: text.slice(0, index).split('\n').length,
      word,
      instead,
    }));
  });
}

/** The prose of a page: blank for code, which quotes names and output, and for the addresses of links. */
function proseOf(markdown: string): string {
  const blank = (quoted: string) => quoted.replace(/[^\n]/g, ' ');
  return markdown
    .replace(/^ *```.*?^ *```$/gms, blank)
    .replace(/`[^`]+`/g, blank)
    .replace(/\]\([^)]*\)/g, blank);
}

function filesIn(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file))
    .filter((file) => statSync(join(ROOT, file)).isFile())
    .sort();
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const withoutAllowed = (file: string, text: string) =>
  ALLOWED.filter(([allowed]) => allowed === file).reduce((rest, [, words]) => rest.replace(words, ''), text);
const complaints = (file: string, text: string, lists: typeof ODD) =>
  refused(withoutAllowed(file, text), lists).map(({ line, word, instead }) => `${file}:${line}: ${word} → ${instead}`);

const PAGES = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...filesIn('docs', /\.md$/),
  ...filesIn('.github', /\.(md|yml)$/),
];

/** The pages in English; other languages may use any words. */
const ENGLISH = PAGES.filter((file) => !file.includes('pt-BR'));

test('the documentation has no odd words', () => {
  expect(ENGLISH.length).toBeGreaterThan(30);
  expect(ENGLISH.flatMap((file) => complaints(file, proseOf(read(file)), [...RARE, ...ODD]))).toEqual([]);
});

test('the lines of the documentation have at most 120 columns, except tables and code', () => {
  const pages = PAGES.filter((file) => file.endsWith('.md'));
  const long = pages.flatMap((file) =>
    read(file)
      .replace(/^ *```.*?^ *```$/gms, (code) => code.replace(/[^\n]/g, ''))
      .split('\n')
      .flatMap((line, i) => (line.length > 120 && !/^(\||#| *<)/.test(line) ? [`${file}:${i + 1}`] : [])),
  );
  expect(long).toEqual([]);
});

test.each(FOLDERS)('the code of %s has no odd words', (folder) => {
  // The files in no folder of lambdas are the user's bot, which may use any words.
  const files = filesIn(folder, /(?<!\.pt-BR)\.(ts|tsx|mjs|html|css)$/).filter((file) => dirname(file) !== 'lambdas');
  expect(files.length).toBeGreaterThan(0);
  expect(files.flatMap((file) => complaints(file, read(file), [...RARE, ...ODD]))).toEqual([]);
});

test('every exception is still needed', () => {
  expect(
    ALLOWED.filter(([file, text]) => refused(text, [...RARE, ...ODD]).length === 0 || !read(file).includes(text)),
  ).toEqual([]);
});

test.each([
  ['It answers none twice.', 'none twice'],
  ['Whom it is for', 'Whom'],
  ['where there is\nnone', 'is\nnone'],
  [' * where there is\n * none', 'is\n * none'],
])('%j is refused', (text, word) => {
  expect(refused(text, ODD).map((found) => found.word)).toContain(word);
});

test.each(['besides', 'indoors', 'recommend', 'northern', 'a `door` in code', '```\ndoor\n```', '[it](door.md)'])(
  '%j is fine',
  (text) => {
    expect(refused(proseOf(text), [...RARE, ...ODD])).toEqual([]);
  },
);

test('a finding names the line', () => {
  expect(refused('One.\nTwo, lest three.', RARE)).toEqual([{ line: 2, word: 'lest', instead: 'so that … not' }]);
});
