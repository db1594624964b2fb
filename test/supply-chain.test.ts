import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleFunctions } from '../lib/bundle.ts';
import { describeLicences } from '../scripts/describe-licences.ts';
import { type Lockfile, OUR_PACKAGES, packagesFor } from '../scripts/packages.ts';
import { TEST_BOT } from './support/test-bot.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const lockfile: Lockfile = JSON.parse(read('package-lock.json'));
/** Without those that the user adds. */
const packages = packagesFor(OUR_PACKAGES, lockfile);
/** Ours, and the one that a new project of a user begins with. */
const workflows = [
  ['.github', 'workflows'],
  ['template', '.github', 'workflows'],
].flatMap((folder) =>
  readdirSync(join(ROOT, ...folder)).map((file) => [join(...folder, file), read(...folder, file)] as const),
);

/** It proves to npm which workflow it is. */
const PUBLISHES = join('.github', 'workflows', 'publish.yml');

/** Permissive licences: they ask for a notice at most. CC-BY-4.0 is for data, which caniuse-lite is. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
]);

/** Whether an SPDX expression, such as `(MIT OR GPL-3.0-or-later)`, can be met with permissive licences alone. */
function isPermissive(expression: string): boolean {
  const choices = expression.replace(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((licence) => PERMISSIVE.has(licence)));
}

test('the lockfile says what each package must be, byte for byte, and leaves it to the registry where it is', () => {
  expect(packages.length).toBeGreaterThan(100);
  const unsure = packages.filter(([, { integrity, inBundle }]) => !integrity?.startsWith('sha512-') && !inBundle);
  expect(unsure.map(([folder]) => folder)).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('every dependency of the project is one exact version', () => {
  const { dependencies, devDependencies, overrides } = JSON.parse(read('package.json'));
  const versions = { ...dependencies, ...devDependencies, ...overrides };
  for (const name of [...OUR_PACKAGES, ...Object.keys(overrides)]) {
    expect(`${name} ${versions[name]}`).toMatch(/ \d+\.\d+\.\d+$/);
  }
});

test('our code imports no package that is missing in the list of ours', () => {
  const folders = ['lib', 'lambdas', 'local', 'cli', 'operations', 'examples', 'testing', 'scripts', 'test'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  // That app is somebody else's: it has our package, and its own.
  const theirs = ['lambdas', join('test', 'package', 'app')];
  const ours = files.filter((file) => /\.tsx?$/.test(file) && !theirs.includes(dirname(file)));
  const imported = ours.flatMap((file) =>
    [...read(file).matchAll(/^(?:import|export|\}) ?.* from '((?:@[\w-]+\/)?[\w-]+)(?:\/.*)?';$/gm)].map(
      ([, name]) => `${name}`,
    ),
  );
  expect(imported).toContain('esbuild');
  const types = (name: string) => `@types/${name}`;
  const known = (name: string) => OUR_PACKAGES.includes(name) || OUR_PACKAGES.includes(types(name));
  expect([...new Set(imported)].filter((name) => !known(name))).toEqual([]);
});

test('a package of the user is not among ours, and those that both need are', () => {
  const theirs = { version: '1.0.0', license: 'MIT', dependencies: { tslib: '*', left: '*' } };
  const added: Lockfile = {
    packages: { ...lockfile.packages, 'node_modules/theirs': theirs, 'node_modules/left': { version: '1.0.0' } },
  };
  expect(packagesFor(OUR_PACKAGES, added)).toEqual(packages);
  expect(packagesFor(['theirs'], added).map(([folder]) => folder)).toEqual([
    'node_modules/left',
    'node_modules/theirs',
    'node_modules/tslib',
  ]);
});

test('only these packages run code when they are installed', () => {
  const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([folder]) => folder);
  expect(scripted).toEqual([
    'node_modules/@parcel/watcher',
    'node_modules/@swc/core',
    'node_modules/classic-level',
    'node_modules/esbuild',
    'node_modules/unrs-resolver',
  ]);
});

test('every licence is permissive, but that of axe, which the tests use unchanged and nobody deploys', () => {
  const others = packages.filter(([, { license }]) => license === undefined || !isPermissive(license));
  expect(others.map(([folder, { license }]) => `${folder}: ${license}`)).toEqual(['node_modules/axe-core: MPL-2.0']);
  expect(lockfile.packages['node_modules/axe-core']).toMatchObject({ dev: true });
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-or-later)', true],
  ['Apache-2.0 AND MIT', true],
  ['GPL-3.0-or-later', false],
  ['MIT AND LGPL-2.1', false],
  ['SEE LICENSE IN LICENSE', false],
])('the licence %s: permissive is %s', (licence, permissive) => {
  expect(isPermissive(licence)).toBe(permissive);
});

test('docs/licences.md names what is in the bundles; `npm run docs` writes it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  try {
    const bundles = await bundleFunctions(TEST_BOT, folder);
    expect(read('docs', 'licences.md')).toBe(describeLicences(lockfile, bundles));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe.each(workflows)('the workflow %s', (file, workflow) => {
  const uses = [...workflow.matchAll(/^.*\buses:.*$/gm)].map(([line]) => line.trim());

  test('uses actions by their full commit, with the version beside it', () => {
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/^- uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('may read the code and nothing else, and keeps no credentials', () => {
    const proof = file === PUBLISHES ? ' {2}id-token: write\\n' : '';
    expect(workflow).toMatch(new RegExp(`^permissions:\\n {2}contents: read\\n${proof}(?! )`, 'm'));
    expect(workflow.match(/permissions:/g)).toHaveLength(1);
    const checkouts = uses.filter((line) => line.includes('actions/checkout@'));
    expect(workflow.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
    expect(workflow).not.toMatch(/pull_request_target|secrets\./);
  });
});

test('what CI runs and what the documentation says installs from the lockfile only', () => {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    // It is about the lockfile of the user's own project.
    .filter((file) => file.endsWith('.md') && !/^(pt-BR\/)?construct\.md$/.test(file))
    .map((file) => read('docs', file));
  const texts = [read('.ci', 'run'), read('README.md'), read('CONTRIBUTING.md'), ...docs, ...workflows.flat()];
  expect(texts.filter((text) => /\bnpm (install|i|add|update)\b/.test(text))).toEqual([]);
  expect(read('.ci', 'run')).toMatch(/^npm ci /m);
});
