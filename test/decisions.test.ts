import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'decisions');
const records = readdirSync(FOLDER)
  .filter((file) => /^\d/.test(file))
  .sort();
const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');

test('the numbers of the decisions have no gaps', () => {
  expect(records.length).toBeGreaterThan(0);
  expect(records.map((file) => Number(file.slice(0, 4)))).toEqual(records.map((_, i) => i + 1));
});

test.each(records)('%s has its number, a status and a date, and the index lists it by its title', (file) => {
  const number = Number(file.slice(0, 4));
  const [, title] = /^# \d+\. (.+)$/m.exec(readFileSync(join(FOLDER, file), 'utf8')) ?? [];
  const head = new RegExp(
    `^# ${number}\\. .+\\n\\n- Status: (accepted|superseded by \\d+)\\n- Date: \\d{4}-\\d{2}-\\d{2}\\n\\n`,
  );
  expect(readFileSync(join(FOLDER, file), 'utf8')).toMatch(head);
  expect(index.split('\n')).toContain(`${number}. [${title}](${file})`);
});
