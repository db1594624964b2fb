import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOR_LOCAL, packageJson } from '../scripts/package-json.ts';
import { settingsProps } from '../scripts/settings-props.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const own = JSON.parse(read('package.json'));
const manifest = packageJson(own);
const versionOf = (name: string): string => ({ ...own.devDependencies, ...own.dependencies })[name];

test('what the package exports is compiled from files that exist, and nothing runs when it is installed', () => {
  const files = Object.values(manifest.exports).map((entry) => (typeof entry === 'string' ? entry : entry.default));
  for (const file of [...files, manifest.bin['pilot-status']]) {
    expect({ file, exists: existsSync(join(ROOT, file.replace(/\.js$/, '.ts'))) }).toEqual({ file, exists: true });
  }
  expect(manifest).not.toHaveProperty('scripts');
});

test('the packages of the functions have the versions that we test with', () => {
  for (const [name, version] of Object.entries(manifest.dependencies))
    expect([name, version]).toEqual([name, versionOf(name)]);
  expect(Object.keys(manifest.peerDependencies)).toEqual(
    expect.arrayContaining(['aws-cdk-lib', 'constructs', 'esbuild']),
  );
  for (const name of FOR_LOCAL) expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
});

test('a project that is made from the template has the versions that we test with', () => {
  const { dependencies, devDependencies } = JSON.parse(read('template/package.json'));
  const { 'pilot-status-webhook-cdk': ours, ...others } = { ...dependencies, ...devDependencies };
  expect(ours).toBe(`^${own.version}`);
  for (const [name, version] of Object.entries<string>(others)) {
    expect([name, version.replace(/^\^/, '')]).toEqual([name, versionOf(name)]);
  }
});

test('what is missing for the local cloud is installed in the versions that we test with', () => {
  const command = FOR_LOCAL.map((name) => `${name}@${versionOf(name)}`).join(' ');
  expect(read('cli/terminal/errors.ts')).toContain(`npm install --save-dev ${command}`);
  expect(read('docs/construct.md')).toContain(`npm install --save-dev ${command}`);
});

test('the properties of the construct are the settings; `npm run docs` makes them', () => {
  expect(read('lib/settings-props.ts')).toBe(settingsProps());
});
