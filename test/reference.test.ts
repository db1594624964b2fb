import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicTypes, readDeclarations } from '../scripts/declarations.ts';
import { describeApi, REFERENCE, reportApi } from '../scripts/describe-api.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', 'docs', 'reference', file), 'utf8');

test.each(REFERENCE)(
  'the reference of $name says what the doc comments say, and its report what the types are; `npm run docs` writes both',
  async (page) => {
    const types = await publicTypes(page.chapters.map(({ entry }) => entry));
    expect(types.exported.every((declarations) => declarations.length > 0)).toBe(true);
    expect(read(`${page.name}.md`)).toBe(describeApi(page, types));
    expect(read(`${page.name}.api.txt`)).toBe(reportApi(page, types));
  },
);

test('declarations are read with their comments, and names of other files with where they come from', () => {
  const { declarations, imports, exports } = readDeclarations(
    [
      "import { type Other } from './other.ts';",
      "export type { A, B as C } from '../ab.ts';",
      '/** What the file is about. */',
      '/**',
      ' * One of them.',
      ' */',
      'export interface One {',
      '    /** Its name. */',
      '    name?: string;',
      '}',
      'declare const hidden: {',
      '    readonly a: 1;',
      '};',
      'export { type Other };',
      '',
    ].join('\n'),
    'lambdas/bot-api/one.ts',
  );
  expect(exports).toEqual(['A', 'C', 'One', 'Other']);
  expect([...declarations.values()]).toMatchObject([
    { name: 'One', doc: 'One of them.', code: 'interface One {\n    /** Its name. */\n    name?: string;\n}' },
    { name: 'hidden', doc: '', code: 'declare const hidden: {\n    readonly a: 1;\n};' },
  ]);
  expect(Object.fromEntries(imports)).toEqual({
    Other: { file: 'lambdas/bot-api/other.ts', name: 'Other' },
    A: { file: 'lambdas/ab.ts', name: 'A' },
    C: { file: 'lambdas/ab.ts', name: 'B' },
  });
});

test('a doc comment becomes words, what goes in and out, examples and drawings', () => {
  const doc =
    'Adds.\n\n    1 ─► 2\n\n@param n a number\n@returns the sum\n@throws RangeError below 0\n@example\nadd(1)';
  const code = 'declare class Sum {\n    #private;\n    /** So far. */\n    get total(): number;\n}';
  const page = { name: 'sum', title: 'Sum', after: 'After this page you can add.' };
  const types = { exported: [[{ name: 'Sum', file: 'sum.ts', doc, code }]], needed: [] };
  const chapters = [{ entry: 'sum.ts', title: 'All', about: 'It is small.' }];
  const [, text] = describeApi({ ...page, chapters }, types).split('### `Sum`\n\n');
  expect(text?.split('\n\n')).toEqual([
    'Adds.',
    '```\n    1 ─► 2\n```',
    '```ts\nclass Sum {\n  get total(): number;\n}\n```',
    '`n`: a number',
    'Returns the sum.',
    'Throws `RangeError` below 0.',
    '```ts\nadd(1)\n```',
    '- `total`: So far.\n',
  ]);
});
