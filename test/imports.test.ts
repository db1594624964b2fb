import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');

interface Override {
  includes: [string];
  linter: { rules: { style: { noRestrictedImports: { options: { patterns: [{ group: string[] }] } } } } };
}
const overrides: Override[] = JSON.parse(read('biome.json')).overrides.filter(
  ({ linter }: { linter: { rules?: { style?: object } } }) => linter.rules?.style,
);

/** What a folder may import, as `biome.json` has it: for a folder of `lambdas/` what it allows, for others what it does not forbid. */
const allowed = new Map(
  overrides.map(({ includes: [folder], linter }) => {
    const { group } = linter.rules.style.noRestrictedImports.options.patterns[0];
    return [folder.replace('/**', ''), group.map((pattern) => pattern.replace(/\*\*/g, ''))];
  }),
);

/** The rows of the table in CONTRIBUTING: a folder, and the names of its last column. */
const table = read('CONTRIBUTING.md')
  .split('\n')
  .flatMap((line) => {
    const [, folder, , imports] = /^\| `([\w/-]+)\/` \| (.*) \| (.*) \|$/.exec(line.replace('| |', '|  |')) ?? [];
    return folder === undefined || imports === undefined ? [] : [{ folder, imports }];
  });
const namesIn = (cell: string) => [...cell.matchAll(/`([\w.-]+\/?)`/g)].map(([, name]) => name ?? '');
const sections = table.filter(({ folder }) => folder.startsWith('lambdas/'));
const rooms = table.filter(({ folder, imports }) => !folder.includes('/') && imports !== 'anything');

test.each(sections)('$folder may import what the table says', ({ folder, imports }) => {
  expect(allowed.get(folder)).toEqual(['../', ...namesIn(imports).map((name) => `!../${name}`)]);
});

test('every folder of lambdas is in the table', () => {
  const ruled = [...allowed.keys()].filter((folder) => folder.startsWith('lambdas/'));
  expect(sections.map(({ folder }) => folder).sort()).toEqual(ruled.sort());
});

test.each(rooms.filter(({ folder }) => allowed.has(folder)))(
  '$folder may import what the table says',
  ({ folder, imports }) => {
    const others = ['lib', 'lambdas', 'operations', 'local', 'cli', 'bench'].filter((name) => name !== folder);
    const forbidden = others.filter((name) => !namesIn(imports).includes(`${name}/`));
    // Of a folder that may not be imported, a file may be.
    const files = [...imports.matchAll(/`(\w+\/[\w-]+\.ts)`/g)].map(([, file]) => `!/${file}`);
    const groups = [...forbidden.map((name) => `/${name}/`), ...files];
    expect(allowed.get(folder)?.sort()).toEqual(groups.sort());
  },
);
