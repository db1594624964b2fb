import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { checkFile } from '../../cli/bot/bot-file.ts';
import { CommandError, UsageError } from '../../cli/terminal/errors.ts';
import { BundleError } from '../../lib/bundle.ts';
import { checkBot } from '../../lib/check-bot.ts';
import { readConfig } from '../../lib/config.ts';
import { makeStack } from '../../lib/make-stack.ts';
import { synthesize } from '../../local/synthesize.ts';
import { BROKEN_BOTS, LIMIT_MS } from '../support/broken-bots.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broken bots, é '));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a bot to a file outside of the project. */
async function file(name: string, code: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, code);
  return path;
}

const make = (bot: string, settings = {}) =>
  makeStack(new App(), {
    config: readConfig({ bot, ...settings }),
    infrastructure: undefined,
    infrastructureFile: '',
    outdir: join(folder, 'bundles'),
    limitMs: LIMIT_MS,
    print: () => undefined,
  });
const thrownBy = (running: Promise<unknown>): Promise<Error> =>
  running.then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );

test.each(BROKEN_BOTS.map((broken, i) => ({ ...broken, name: `bot-${i}.ts` })))(
  '$what is refused with its file, its line and what to do',
  async ({ code, said, isShape, name }) => {
    const bot = await file(name, code);
    const error = await thrownBy(checkFile(bot, [], LIMIT_MS));
    expect(error).toBeInstanceOf(isShape ? UsageError : CommandError);
    expect(error.message).toBe(bot + said);
  },
);

test.each([BROKEN_BOTS.find(({ isShape }) => isShape), BROKEN_BOTS.find(({ said }) => said.includes('ERROR'))])(
  '$what is refused in the same words, where the app is synthesized',
  async (broken) => {
    const bot = await file('synthesized.ts', broken?.code ?? '');
    const error = await thrownBy(make(bot));
    expect(error).toBeInstanceOf(BundleError);
    const words = error.message.replace(/^lambdas\/processor\/handler\.ts cannot be bundled:\n {2}/, '');
    expect(words).toBe(`${bot}${broken?.said}`);
  },
);

test('npm start, as cdk synth, ends with the message and no stack', async () => {
  const bot = await file('typo.mts', "export default { onMesage: () => 'Hi' };\n");
  const { message } = await thrownBy(synthesize({ bot }));
  expect(message).toMatch(
    /^The app cannot be synthesized:\nBundles: .*\n.*typo\.mts:1: onMesage is not a handler: did/,
  );
  expect(message).not.toMatch(/^\s+at /m);
});

test('a bot finds the variables of the processor, and something for each secret, as it is loaded', async () => {
  const bot = await file(
    'settings.mts',
    `for (const name of ['LEDGER_TABLE', 'MODEL', 'MODEL_KEY']) if (!process.env[name]) throw new Error(name);
    if (process.env.HOME !== undefined) throw new Error('It is the environment of this computer');
    export default { onMessage: () => 'Hi' };`,
  );
  await make(bot, { botEnvironment: { MODEL: 'small' }, botSecrets: 'MODEL_KEY' });
});

test.each([
  ['that ends its process', 'process.exit(3);', 'the bot ends its process as it is loaded, with 3: move that into'],
  ['that awaits what never comes', 'await new Promise(() => {});', 'the bot awaits something outside of its handlers'],
])('code %s is named', async (_what, line, said) => {
  const bot = await file('ends.mts', `${line}\nexport default { onMessage: () => 'Hi' };`);
  await expect(checkBot({ bot, env: {} })).rejects.toThrow(`${bot}: ${said}`);
});

test('what keeps a process alive does not keep it from being a bot', async () => {
  const bot = await file('timer.mts', "setInterval(() => {}, 1_000);\nexport default { onMessage: () => 'Hi' };");
  await checkBot({ bot, env: {} });
});

test('a bot in JavaScript has no types to check', async () => {
  const bot = await file('bot.mjs', "const n = 5;\nn.toUpperCase;\nexport default { onMessage: () => 'Hi' };");
  await checkBot({ bot, env: {} });
});
