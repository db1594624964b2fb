import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeApp } from '../support/assembly.ts';
import { type LocalApp, startAppWith } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const SETTINGS = {
  bot: 'test/e2e/fixtures/secret-bot.ts',
  botSecrets: 'MODEL_KEY, CRM_TOKEN',
  botEnvironment: '{"MODEL":"small"}',
};

let vendor: TestVendor;
let app: LocalApp;
let folder: string;

beforeAll(async () => {
  vendor = await testVendor();
  folder = await mkdtemp(join(tmpdir(), 'bot-secrets-'));
  const envFile = join(folder, 'env');
  await writeFile(envFile, 'CRM_TOKEN="of this computer"\nMODEL=large\n');
  app = await startAppWith(envFile, '--assembly', await synthesizeApp(SETTINGS), '--vendor-url', vendor.url);
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await vendor?.stop();
  await rm(folder, { recursive: true });
});

const secret = (args: string[], input = '') =>
  pilotInside(['secret', ...args, '--local'], { LOCAL_STATE_FILE: app.stateFile }, input);

test('a secret without a value is listed as such, and the bot says what to do', async () => {
  const { stdout } = await secret(['list']);
  expect(stdout).toMatch(/^MODEL_KEY {2}has no value\nCRM_TOKEN {2}stored \d{4}-/);
  await app.post(received({ id: 's-1', messageId: 's-1' }));
  const [broken] = await app.waitFor(({ step, where }) => step === 'broken' && where === 'processor');
  expect(broken?.error).toBe('BotError: The secret MODEL_KEY has no value: npm run pilot -- secret set MODEL_KEY');
});

test('a secret that is set is used by the bot, with its environment of this computer', async () => {
  expect(await secret(['set', 'MODEL_KEY'], 'the-key\n')).toMatchObject({ code: 0 });
  expect((await secret(['list', '--json'])).stdout).not.toContain('the-key');
  await app.waitFor(({ step, id }) => step === 'sent' && id === 's-1');
  expect(vendor.sends.map(({ body }) => body.text)).toEqual(['the-key for large']);
});

test.each([
  [['set', 'OTHER_KEY'], 'x', 'has no secret OTHER_KEY; it has MODEL_KEY, CRM_TOKEN. Add the name to the setting'],
  [['set', 'MODEL_KEY'], ' ', 'Nothing was stored: the value of MODEL_KEY is empty'],
])('%j is refused with what to do', async (args, input, message) => {
  const { code, stderr } = await secret(args, input);
  expect(code).toBeGreaterThan(0);
  expect(stderr).toContain(message);
});
