import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDropFile } from '../../../cli/dlq/drop-file.ts';
import { readLetter } from '../../../cli/dlq/letter.ts';
import { CommandError } from '../../../cli/terminal/errors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropped-'));
});
afterAll(() => rm(folder, { recursive: true }));

const parked = {
  id: '1',
  body: '{"a":\n1}',
  group: 'g',
  parkedAt: 1,
  attributes: { id: 'cm1', event: 'e', reason: 'r' },
};

test('a letter is on disk as one whole line before it is deleted, and only its owner can read it', async () => {
  const path = join(folder, 'dropped.jsonl');
  const file = await openDropFile(path);
  await file.append(readLetter('events', parked));
  const text = await readFile(path, 'utf8');
  await file.close();
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([{ queue: 'events', ...parked }]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a file that is there is not written over', async () => {
  const path = join(folder, 'there.jsonl');
  await (await openDropFile(path)).close();
  await expect(openDropFile(path)).rejects.toThrow(CommandError);
  await expect(openDropFile(path)).rejects.toThrow('already exists');
  await expect(openDropFile(join(folder, 'none', 'x'))).rejects.toThrow('cannot be written (ENOENT)');
});
