import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeApp } from '../support/assembly.ts';
import { type LocalApp, startApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';

let folder: string;
let assembly: string;
const apps: LocalApp[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keep-'));
  assembly = await synthesizeApp({ bot: 'test/e2e/fixtures/secret-bot.ts', botSecrets: 'MODEL_KEY, CRM_TOKEN' });
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.stop()));
  await rm(folder, { recursive: true });
});

async function start(...args: string[]): Promise<LocalApp> {
  const app = await startApp('--assembly', assembly, '--keep', folder, ...args);
  apps.push(app);
  return app;
}
const tokenOf = ({ ready }: LocalApp) => ready.webhookUrl.split('/').at(-1);

test('with --keep a restart forgets no message, no secret and no token', async () => {
  const before = await start();
  const secret = ['secret', 'set', 'MODEL_KEY', '--local'];
  expect(await pilotInside(secret, { LOCAL_STATE_FILE: before.stateFile }, 'the-key')).toMatchObject({ code: 0 });
  await before.post(received({ id: 'k-1', messageId: 'k-1' }));
  await before.waitFor(({ step, id }) => step === 'sent' && id === 'k-1');
  await before.stop();

  const after = await start();
  expect(tokenOf(after)).toBe(tokenOf(before));
  expect((await after.ledger('k-1')).length).toBeGreaterThan(0);
  await after.post(received({ id: 'k-1', messageId: 'k-1' }));
  await after.waitFor(({ step, id }) => step === 'duplicate' && id === 'k-1');
  await after.post(received({ id: 'k-2', messageId: 'k-2' }));
  await after.waitFor(({ step, id }) => step === 'sent' && id === 'k-2');

  // Two of one folder would write over each other.
  await expect(start()).rejects.toThrow(/keep-\S+ is in use by process \d+: stop that one, or name another folder/);
  await after.stop();
});

test('--fresh starts over', async () => {
  const before = await start();
  const token = tokenOf(before);
  await before.stop();
  const after = await start('--fresh');
  expect(tokenOf(after)).not.toBe(token);
  expect(await after.ledger('k-1')).toEqual([]);
});
