import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalState, readState, removeState, stateFile, writeState } from '../../operations/state-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'state-file-'));
const file = join(folder, 'build', 'local-cloud.json');
afterAll(() => rmSync(folder, { recursive: true }));

/** More than any system gives to a process. */
const NO_PROCESS = 2 ** 30;

const state = (fields: Partial<LocalState> = {}): LocalState => ({
  awsEndpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  adminCredentials: { accessKeyId: 'AKIA', secretAccessKey: 's' },
  outputs: {},
  stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/pilot-status-prod/uuid',
  webhookUrl: 'http://127.0.0.1:2/hooks/whatsapp/token',
  pid: process.pid,
  ...fields,
});

test('what was written is read, and only its owner may read it', async () => {
  await writeState(file, state());
  expect(await readState(file)).toEqual(state());
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a local cloud whose process is gone is not running', async () => {
  await writeState(file, state({ pid: NO_PROCESS }));
  expect(await readState(file)).toBeUndefined();
});

test('of two local clouds the last to start is found, also after the first has stopped', async () => {
  await writeState(file, state({ pid: NO_PROCESS }));
  await writeState(file, state());
  await removeState(file, NO_PROCESS);
  expect(await readState(file)).toEqual(state());
  await removeState(file, process.pid);
  expect(await readState(file)).toBeUndefined();
});

test('a file that is cut off is as good as none', async () => {
  writeFileSync(file, '{"pid": ');
  expect(await readState(file)).toBeUndefined();
  await removeState(file, process.pid);
});

test('LOCAL_STATE_FILE names another place', () => {
  expect(stateFile({ LOCAL_STATE_FILE: '/elsewhere.json' })).toBe('/elsewhere.json');
  expect(stateFile({})).toMatch(/build.local-cloud\.json$/);
});
