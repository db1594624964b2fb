import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings } from '../scripts/describe-settings.ts';
import { describeSteps } from '../scripts/describe-steps.ts';
import { PORTUGUESE } from '../scripts/settings.pt-BR.ts';
import { underItsHead } from '../scripts/translations.ts';

const ROOT = join(import.meta.dirname, '..');
const READMES = ['README.md', 'README.pt-BR.md'];

test.each(READMES)('%s is read in a few minutes', (file) => {
  expect(readFileSync(join(ROOT, file)).length).toBeLessThanOrEqual(10_000);
});

test('docs/settings.md tells of each setting what the code does; `npm run docs` writes it', () => {
  expect(readFileSync(join(ROOT, 'docs', 'settings.md'), 'utf8')).toBe(describeSettings());
});

test('so does docs/pt-BR/settings.md', () => {
  const page = 'docs/pt-BR/settings.md';
  expect(readFileSync(join(ROOT, page), 'utf8')).toBe(underItsHead(page, describeSettings(PORTUGUESE)));
});

test('the page of log steps is made from the steps', () => {
  expect(readFileSync(join(ROOT, 'docs', 'log-steps.md'), 'utf8')).toBe(describeSteps());
});

test.each(READMES)('every command of npm that %s names exists', (file) => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(
    ([, name]) => name as string,
  );
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});
