import { SecretError, secret } from '../../../lambdas/bot-api/index.ts';

afterEach(() => {
  delete process.env.BOT_SECRETS;
  delete process.env.MODEL_KEY;
});

test('without a stack a secret is the variable of its name', async () => {
  process.env.MODEL_KEY = 'the-key';
  expect(await secret('MODEL_KEY')).toBe('the-key');
});

test('without a value the error says what to do', async () => {
  await expect(secret('MODEL_KEY')).rejects.toThrow(SecretError);
  await expect(secret('MODEL_KEY')).rejects.toThrow('has no value: add MODEL_KEY=… to .env.local');
});

test('a name that the stack does not have is refused, whatever the environment holds', async () => {
  process.env.BOT_SECRETS = '{"CRM_TOKEN":"arn:aws:secretsmanager:us-east-1:111122223333:secret:CrmToken-a1b2c3"}';
  process.env.MODEL_KEY = 'the-key';
  await expect(secret('MODEL_KEY')).rejects.toThrow('There is no secret MODEL_KEY: add it to the setting botSecrets');
});
