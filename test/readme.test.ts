import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../lib/settings.ts';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');

test.each(Object.entries(SETTINGS))('the README tells of the setting %s what the code does', (key, setting) => {
  const value = setting.default === '' ? '' : `\`${setting.default}\``;
  expect(readme).toContain(`| \`${key}\` | ${value} | ${setting.allowed} | ${setting.purpose} |`);
});

test('every command of npm that the README names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name as string);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});
