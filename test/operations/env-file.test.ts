import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvFile } from '../../operations/env-file.ts';

test('lines of NAME=value are read, with quotes and comments', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'env-file-'));
  const file = join(folder, 'env');
  await writeFile(file, '# a comment\nKEY="with spaces"\nOTHER=x=y\n');
  expect(readEnvFile({ LOCAL_ENV_FILE: file })).toEqual({ KEY: 'with spaces', OTHER: 'x=y' });
  await rm(folder, { recursive: true });
});

test('without the file there are no values', () => {
  expect(readEnvFile({ LOCAL_ENV_FILE: join(tmpdir(), 'no-such-file') })).toEqual({});
});
