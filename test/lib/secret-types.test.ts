import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mistakesInTypes } from '../../lib/check-bot.ts';
import { declareOwnSecrets, secretsOfStages } from '../../lib/secret-types.ts';

const ROOT = join(import.meta.dirname, '..', '..');

test('the names are those of every stage of cdk.json, without what is no name', () => {
  const stages = { default: {}, test: { botSecrets: 'MODEL_KEY,TEST_KEY' }, prod: { botSecrets: 'lower' }, odd: null };
  expect(secretsOfStages({ botSecrets: 'MODEL_KEY, CRM_TOKEN', stages })).toEqual([
    'MODEL_KEY',
    'CRM_TOKEN',
    'TEST_KEY',
  ]);
  expect(secretsOfStages({ botSecrets: 5 })).toEqual([]);
  expect(secretsOfStages()).toEqual([]);
});

test('a bot is checked against the names that it is given, and the editor sees those of cdk.json alone', async () => {
  const folder = await mkdtemp(join(ROOT, 'build', 'secret-types-'));
  const bot = join(folder, 'bot.ts');
  await writeFile(
    bot,
    `import { secret } from '../../lambdas/bot-api/index.ts';
export default { onMessage: () => secret('OF_THIS_TEST') };
export const other = () => secret('OF_NOBODY');
`,
  );
  declareOwnSecrets();
  const mistakes = await mistakesInTypes(bot, ['OF_THIS_TEST']);
  await rm(folder, { recursive: true });
  expect(mistakes).toMatchObject([{ line: 3, message: expect.stringContaining('OF_NOBODY') }]);
  expect(await readFile(join(ROOT, 'build', 'bot-secrets.d.ts'), 'utf8')).not.toContain('OF_THIS_TEST');
});
