import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LocalState,
  portOf,
  readState,
  readStates,
  removeState,
  stateFile,
  writeState,
} from '../../operations/state-file.ts';

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

test('of two local clouds with one file the last to start is found, also after the first has stopped', async () => {
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

test('each port has a file of its own, and LOCAL_STATE_FILE names another place', () => {
  expect(stateFile({}, 3000)).toMatch(/build.local-cloud-3000\.json$/);
  expect(stateFile({}, 3001)).toMatch(/build.local-cloud-3001\.json$/);
  expect(stateFile({ LOCAL_STATE_FILE: '/elsewhere.json' }, 3000)).toBe('/elsewhere.json');
});

describe('the local clouds that run', () => {
  const build = join(folder, 'clouds');
  const fileOf = (port: number) => join(build, `local-cloud-${port}.json`);
  const write = (port: number, pid = process.pid) =>
    writeState(fileOf(port), state({ webhookUrl: `http://127.0.0.1:${port}/hooks/whatsapp/token`, pid }));

  test('are found by their ports, in order', async () => {
    await write(30001);
    await write(3000);
    expect((await readStates({}, build)).map(portOf)).toEqual([3000, 30001]);
  });

  test('are not those whose process is gone, nor broken files, and these are removed', async () => {
    await write(3000);
    await write(3002, NO_PROCESS);
    writeFileSync(fileOf(3003), '{"pid": ');
    expect((await readStates({}, build)).map(portOf)).not.toContain(3002);
    expect([3000, 3002, 3003].map((port) => existsSync(fileOf(port)))).toEqual([true, false, false]);
  });

  test('are the one in LOCAL_STATE_FILE alone, where it is set; that file is left alone', async () => {
    mkdirSync(build, { recursive: true });
    const own = join(folder, 'own.json');
    await writeState(own, state({ pid: NO_PROCESS }));
    expect(await readStates({ LOCAL_STATE_FILE: own }, build)).toEqual([]);
    expect(existsSync(own)).toBe(true);
    await writeState(own, state());
    expect(await readStates({ LOCAL_STATE_FILE: own }, build)).toEqual([state()]);
  });
});
