import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseWarnings } from '../../bench/lambda/refuse-warnings.ts';
import { type Sandbox, startSandbox } from '../../bench/lambda/sandbox.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.end());

async function start(code: string, name = 'index.mjs', flags: string[] = []): Promise<Sandbox> {
  const file = join(folder, name);
  writeFileSync(file, code);
  sandbox = await startSandbox({ file, environment: { COLOUR: 'red' } }, process.execPath, flags);
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
    keptMb: expect.any(Number),
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

test('what it keeps is reported after a collection: what an invocation leaves behind, and nothing else', async () => {
  const code = (keep: string) => `
    const left = [];
    export const handler = async () => { const made = new Array(100_000).fill(left.length); ${keep}; };`;
  const growth = async (keep: string) => {
    const { invoke } = await start(code(keep), `${keep.length}.mjs`, ['--expose-gc']);
    const before = (await invoke([{}])).keptMb;
    const after = (await invoke(Array.from({ length: 20 }, () => ({})))).keptMb;
    await sandbox?.end();
    return after - before;
  };
  expect(await growth('left.push(made)')).toBeGreaterThan(10);
  expect(await growth('')).toBeLessThan(1);
});

test('a figure that was measured with a warning is refused', async () => {
  const { invoke, end } = await start(`
    export const handler = async () => {
      for (let i = 0; i < 11; i++) process.on('foo', () => undefined);
      await new Promise(setImmediate);
    };`);
  await invoke([null]);
  sandbox = undefined;
  await expect(end()).rejects.toThrow('MaxListenersExceededWarning');
});

test('that the certificate of the simulator is not verified is no reason to throw a figure away', () => {
  const warning = "(node:1) Warning: Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' is insecure";
  expect(() => refuseWarnings('index.mjs', warning)).not.toThrow();
});
