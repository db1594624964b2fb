import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../bench/lambda/sandbox.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.end());

async function start(code: string, name = 'index.mjs'): Promise<Sandbox> {
  const file = join(folder, name);
  writeFileSync(file, code);
  sandbox = await startSandbox({ file, environment: { COLOUR: 'red' } }, process.execPath);
  return sandbox;
}

const ECHO = 'export const handler = async (event) => event;';

test.each([
  ['an accepted delivery', { statusCode: 200 }],
  ['a batch without failures', { batchItemFailures: [] }],
  ['a handler that answers nothing', null],
])('%s is measured', async (_what, answer) => {
  const { invoke } = await start(ECHO);
  expect(await invoke([answer])).toEqual({
    ms: expect.any(Number),
    cpuMs: expect.any(Number),
    peakMb: expect.any(Number),
  });
});

test.each([
  ['a refused delivery', { statusCode: 503 }],
  ['a batch with a failure', { batchItemFailures: [{ itemIdentifier: '1' }] }],
])('%s is no figure', async (_what, answer) => {
  const { invoke } = await start(ECHO);
  await expect(invoke([{ statusCode: 200 }, answer])).rejects.toThrow(JSON.stringify(answer));
});

test('a bundle of CommonJS is required, as Lambda does', async () => {
  const { invoke } = await start('exports.handler = async () => ({ statusCode: 200 });', 'index.cjs');
  await expect(invoke([{}])).resolves.toBeDefined();
});

test('a bundle that breaks says what it printed', async () => {
  await expect(start('throw new Error("no such queue")')).rejects.toThrow('no such queue');
});

test('a handler has the variables that it is given, and none of this process', async () => {
  const code = 'export const handler = async () => ({ statusCode: Object.keys(process.env).join() });';
  const { invoke } = await start(code);
  await expect(invoke([{}])).rejects.toThrow('"COLOUR"');
});

test('the bytes of its log are counted', async () => {
  const { invoke, end } = await start('export const handler = async () => { process.stdout.write("twelve bytes"); };');
  await invoke([{}, {}]);
  expect(await end()).toBe(24);
});
