import { Match } from 'aws-cdk-lib/assertions';
import { ConfigError } from '../../lib/config.ts';
import { template } from '../support/stack.ts';

const stack = template({ botSecrets: 'MODEL_KEY, CRM_TOKEN,MODEL_KEY', botEnvironment: { MODEL: 'small' } });

test('each name is an empty secret, and the processor alone may read it', () => {
  const secrets = Object.entries(stack.findResources('AWS::SecretsManager::Secret')).filter(([id]) =>
    id.includes('BotSecrets'),
  );
  expect(secrets).toHaveLength(2);
  for (const [, { Properties }] of secrets) expect(Properties.GenerateSecretString).toBeUndefined();
  const policies = JSON.stringify(stack.findResources('AWS::IAM::Policy'));
  for (const [id] of secrets) {
    const readers = Object.entries(stack.findResources('AWS::IAM::Policy')).filter(([, policy]) =>
      JSON.stringify(policy).includes(`"${id}"`),
    );
    expect(readers.map(([reader]) => reader)).toEqual([expect.stringContaining('Processor')]);
    expect(policies).toContain(id);
  }
});

test('the processor learns the secrets by their names, and the environment of the bot', () => {
  stack.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { MODEL: 'small', BOT_SECRETS: Match.objectLike({ 'Fn::Join': Match.anyValue() }) } },
  });
  expect(JSON.stringify(stack.findOutputs('BotSecretArns'))).toContain('MODEL_KEY');
});

test('without the settings there is nothing of them', () => {
  const plain = template();
  expect(JSON.stringify(plain.toJSON())).not.toContain('BotSecret');
});

test.each([
  [{ botSecrets: 'model_key' }, 'botSecrets: "model_key" was given; allowed is up to 20 names in capitals'],
  [{ botEnvironment: { model: 'small' } }, 'allowed is an object from names in capitals to texts'],
  [{ botEnvironment: 'MODEL=small' }, 'allowed is an object from names in capitals to texts'],
  [{ botEnvironment: { RULES: '{}' } }, 'RULES is a variable of the processor; choose another name'],
  [{ botEnvironment: { AWS_REGION: 'x' } }, 'AWS_REGION is a variable of Lambda; choose another name'],
  [{ botSecrets: 'KEY', botEnvironment: { KEY: 'x' } }, 'KEY is a name in botSecrets, too; keep one of them'],
])('%j is refused', (settings, message) => {
  expect(() => template(settings)).toThrow(ConfigError);
  expect(() => template(settings)).toThrow(message);
});

test('on the command line the environment is JSON', () => {
  template({ botEnvironment: '{"MODEL":"large"}' }).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { MODEL: 'large' } },
  });
});
