import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';

const API = join(import.meta.dirname, '..', '..', 'lambdas', 'bot-api', 'index.ts');

const botThat = (answer: string) => `import { defineBot } from '${API}';

export default defineBot({
  onMessage() {
    ${answer}
  },
});
`;

test('a bot is repaired while it runs: its error is shown, its new code is used at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bot-'));
  const bot = join(folder, 'bot.ts');
  await writeFile(bot, botThat("throw new TypeError('no price');"));
  const app = await startApp('--bot', bot);
  await app.post(received());
  const [, again] = await app.waitFor(({ step }) => step === 'broken', 2);
  expect(again).toMatchObject({ error: 'BotError: TypeError', attempt: '2 of 10' });
  expect(again?.place).toMatch(/\/bot\.ts:5:11$/);

  await writeFile(bot, botThat('return (;'));
  const [refused] = await app.waitFor(({ step }) => step === 'not reloaded');
  expect(refused?.reason).toMatch(/bot\.ts:5:12: ERROR: Unexpected ";"/);

  await writeFile(bot, botThat("return 'Never';").replace('onMessage', 'onMesage'));
  const [, misnamed] = await app.waitFor(({ step }) => step === 'not reloaded', 2);
  expect(misnamed?.reason).toMatch(/bot\.ts:4: onMesage is not a handler: did you mean onMessage\?/);

  await writeFile(bot, botThat("const price: number = 'R$ 35'; return 'Repaired';"));
  await app.waitFor(({ step }) => step === 'reloaded');
  const [sent] = await app.waitFor(({ step }) => step === 'received');
  expect(sent).toMatchObject({ where: 'vendor', characters: 'Repaired'.length });
  const [mistyped] = await app.waitFor(({ step }) => step === 'types wrong');
  expect(mistyped?.reason).toMatch(/bot\.ts:5:11: Type 'string' is not assignable to type 'number'/);
  await app.stop();
  await rm(folder, { recursive: true });
});
