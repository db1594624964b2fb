import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const readme = read('README.md');
const { scripts } = JSON.parse(read('package.json'));

const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => join('docs', file))
  .sort();
const pages = [...readdirSync(ROOT).filter((file) => file.endsWith('.md')), ...inDocs];
/** Those that people are led to; a decision is found by the list of decisions, a translation by its own list. */
const guides = inDocs.filter((file) => !/^docs\/(decisions\/\d|pt-BR\/)/.test(file));

const withoutCode = (markdown: string) => markdown.replace(/^ *```.*?^ *```$/gms, '');

/** The links of a page to files of the project, with the anchor of each; a picture is a link as well. */
function linksIn(markdown: string): { file: string; anchor: string }[] {
  const text = withoutCode(markdown).replace(/`[^`\n]+`/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
  return targets
    .map(([, link, attribute]) => `${link ?? attribute}`)
    .filter((target) => !/^\w+:/.test(target))
    .map((target) => {
      const [file = '', anchor = ''] = target.split('#');
      return { file, anchor: decodeURIComponent(anchor) };
    });
}

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsIn(markdown: string): string[] {
  const anchors: string[] = [];
  for (const [, heading = ''] of withoutCode(markdown).matchAll(/^#+ (.*)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const before = anchors.filter((other) => other.replace(/-\d+$/, '') === anchor).length;
    anchors.push(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}

function deadLinksIn(page: string): string[] {
  return linksIn(read(page)).flatMap(({ file, anchor }) => {
    const target = file === '' ? page : join(dirname(page), file);
    if (!existsSync(join(ROOT, target))) return [`${file}: there is no such file`];
    const hasAnchor =
      anchor === '' || !statSync(join(ROOT, target)).isFile() || anchorsIn(read(target)).includes(anchor);
    return hasAnchor ? [] : [`${file}#${anchor}: there is no such heading`];
  });
}

test.each(pages)('%s has no dead link', (page) => {
  expect(deadLinksIn(page)).toEqual([]);
});

test('the README lists the pages in the order in which one needs them', () => {
  const [, list = ''] = readme.split('## All pages\n');
  const chapters = [...list.matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, name]) => name);
  expect(chapters).toEqual(['Start', 'Build a bot', 'Deploy', 'Operate', 'Understand', 'Reference']);
  const listed = linksIn(list).map(({ file }) => file);
  expect(guides.length).toBeGreaterThan(30);
  expect(guides.filter((page) => !listed.includes(page))).toEqual([]);
  expect(readme.split('\n').length).toBeLessThanOrEqual(150);
});

test.each(guides)('%s says first what one can do after reading it', (page) => {
  expect(read(page)).toMatch(/^# .+\n\nAfter this page,? /);
});

test.each(pages)('every script of npm that %s names exists', (page) => {
  const named = [...read(page).matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name]) => `${name}`);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test.each([
  ['[a](b.md#c-d) and ![e](f.png)', ['b.md#c-d', 'f.png#']],
  ['<img src="g.png"> [h](https://example.com) `[i](j.md)`', ['g.png#']],
  ['```\n[k](l.md)\n```\n[m](#n)', ['#n']],
])('the links of %j are found', (markdown, found) => {
  expect(linksIn(markdown).map(({ file, anchor }) => `${file}#${anchor}`)).toEqual(found);
});

test('the anchors of headings are those of GitHub', () => {
  expect(anchorsIn('# A `b`: c, d\n\n## [E](f.md) ção\n\n## Same\n\n## Same\n\n```sh\n# no heading\n```\n')).toEqual([
    'a-b-c-d',
    'e-ção',
    'same',
    'same-1',
  ]);
});
