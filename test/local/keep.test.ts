import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeFolder } from '../../local/keep.ts';

const root = mkdtempSync(join(tmpdir(), 'keep-'));
const folder = join(root, 'build', 'kept');
afterEach(() => rmSync(join(root, 'build'), { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true }));

/** More than any system gives to a process. */
const NO_PROCESS = 2 ** 30;
const write = (name: string, content = '{}') => writeFileSync(join(folder, name), content);

test('a folder is taken by one process at a time', async () => {
  const first = await takeFolder(folder, false);
  await expect(takeFolder(folder, false)).rejects.toThrow(
    `${folder} is in use by process ${process.pid}: stop that one, or name another folder after --keep.`,
  );
  await first.release();
  await (await takeFolder(folder, false)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a process that died does not keep others out', async () => {
  await (await takeFolder(folder, false)).release();
  write('lock', `${NO_PROCESS}`);
  await takeFolder(folder, false);
  expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(`${process.pid}`);
});

test('a folder that is in use is not emptied', async () => {
  await takeFolder(folder, false);
  write('kept.json');
  await expect(takeFolder(folder, true)).rejects.toThrow(/is in use/);
  expect(readdirSync(folder)).toEqual(['kept.json', 'lock']);
});

test('fresh removes what was kept, and nothing else', async () => {
  await (await takeFolder(folder, false)).release();
  for (const name of ['kept.json', 'queues.json', 'secrets.json', 'notes.txt']) write(name);
  await takeFolder(folder, true);
  expect(readdirSync(folder)).toEqual(['lock', 'notes.txt']);
});

test('fresh removes nothing from a folder that is not ours', async () => {
  await (await takeFolder(folder, false)).release();
  write('secrets.json');
  await takeFolder(folder, true);
  expect(readdirSync(folder)).toEqual(['lock', 'secrets.json']);
});
