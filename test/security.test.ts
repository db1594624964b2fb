import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const security = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const threats = security.split('\n').filter((line) => /^\| (?!threat|---)/.test(line));

/** The files that a text names, in backticks or as links. */
function filesIn(text: string): string[] {
  const named = [...text.matchAll(/`((?:test|docs|lambdas|\.github)\/[\w./-]+)`|\]\(((?!https?:)[^)#]+)\)/g)];
  return [...new Set(named.map(([, file, link]) => (file ?? link) as string))];
}

test.each(filesIn(security))('SECURITY.md names %s, which exists', (file) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
});

test('every threat has something that stops it, and a test of that', () => {
  expect(threats.length).toBeGreaterThan(20);
  for (const line of threats) {
    const [, stops = '', proof = ''] = line.slice(2, -2).split(' | ');
    expect(stops.trim()).not.toBe('');
    expect(filesIn(proof)).toContainEqual(expect.stringMatching(/^test\//));
  }
});
