import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings } from '../scripts/describe-settings.ts';
import { describeSteps } from '../scripts/describe-steps.ts';

const ROOT = join(import.meta.dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

test('the README is read in a few minutes', () => {
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(10_000);
});

test('docs/settings.md tells of each setting what the code does; `npm run docs` writes it', () => {
  expect(readFileSync(join(ROOT, 'docs', 'settings.md'), 'utf8')).toBe(describeSettings());
});

test('the page of log steps is made from the steps', () => {
  expect(readFileSync(join(ROOT, 'docs', 'log-steps.md'), 'utf8')).toBe(describeSteps());
});

test('every command of npm that the README names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name as string);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});
