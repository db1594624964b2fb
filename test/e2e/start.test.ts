import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readState } from '../../operations/state-file.ts';
import { type LocalApp, startApp, startAppAndInspector } from '../support/local-app.ts';
import { childrenOf, isAlive } from '../support/processes.ts';
import { received } from '../support/samples.ts';
import { TEST_BOT } from '../support/test-bot.ts';

const START = join(import.meta.dirname, '..', '..', 'local', 'start.mjs');

/** Runs `npm start` until it ends by itself. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [START, ...args])) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

async function gone(pids: number[]): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (!pids.some(isAlive)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

test('--help names every option', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  for (const option of [
    '--port',
    '--token',
    '--vendor-url',
    '--live',
    '--open',
    '--keep',
    '--fresh',
    '--inspect',
    '--no-inspector',
    '--json',
    '--help',
  ])
    expect(stdout).toContain(option);
});

test('a busy port is one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await run('--port', String(port), '--bot', TEST_BOT);
  server.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^Port ${port} is already in use[^\\n]*\\n$`));
});

test('a folder that is no cloud assembly is one sentence', async () => {
  const { code, stderr } = await run('--port', '0', '--assembly', import.meta.dirname);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

describe('while it runs', () => {
  let app: LocalApp;
  beforeAll(async () => {
    app = await startAppAndInspector();
  });
  afterAll(() => app.stop());

  test('the simulator shows what becomes of a reply, and each status is recorded', async () => {
    await app.post(received());
    const [sent] = await app.waitFor(({ step }) => step === 'sent');
    await app.waitFor(({ step, id }) => step === 'recorded' && id === sent?.sentId, 3);
    const records = await app.ledger(String(sent?.sentId));
    expect(records.map(({ event }) => event)).toEqual(['#reply', 'message.delivered', 'message.read', 'message.sent']);
  });

  test('tools find it, and after SIGTERM no more; no process is left behind', async () => {
    const { webhookUrl, stackId, outputs } = app.ready;
    expect(await readState(app.stateFile)).toMatchObject({ webhookUrl, stackId, outputs, pid: app.process.pid });
    const children = await childrenOf(app.process.pid ?? 0);
    expect(children.length).toBeGreaterThanOrEqual(3);
    app.process.kill('SIGTERM');
    await once(app.process, 'exit');
    expect(existsSync(app.stateFile)).toBe(false);
    expect(await gone(children)).toBe(true);
  });
});

test.each(['SIGINT', 'SIGKILL'] as const)('%s leaves no process behind', async (signal) => {
  const app = await startApp();
  await app.post(received());
  await app.waitFor(({ step }) => step === 'sent');
  const children = await childrenOf(app.process.pid ?? 0);
  expect(children.length).toBeGreaterThanOrEqual(3);
  await app.stop(signal);
  expect(await gone(children)).toBe(true);
});
