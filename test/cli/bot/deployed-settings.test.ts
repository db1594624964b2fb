import { deployedSettings } from '../../../cli/bot/deployed-settings.ts';
import { CommandError } from '../../../cli/terminal/errors.ts';

test('a bot has 10 seconds for a message, unless cdk.json says otherwise', () => {
  expect(deployedSettings({})).toMatchObject({ timeoutSeconds: 10 });
  expect(deployedSettings({ botTimeoutSeconds: 30 })).toMatchObject({ timeoutSeconds: 30 });
});

test('the rules are those of the stage that cdk.json names', () => {
  const context = {
    stage: 'test',
    optOutWords: ' CHEGA,, SAIR ',
    maxRepliesPerHour: '5',
    apiMessagesTakeOver: 'on',
    stages: {
      default: { maxRepliesPerHour: 7, cooldownSeconds: 9 },
      test: { language: 'es' },
      prod: { language: 'en' },
    },
    '@aws-cdk/core:target-partitions': ['aws'],
  };
  expect(deployedSettings(context).rules).toMatchObject({
    optOutWords: ['CHEGA', 'SAIR'],
    optInWords: ['START', 'VOLTAR', 'VOLVER'],
    maxRepliesPerHour: 5,
    cooldownSeconds: 9,
    apiMessagesTakeOver: true,
    language: 'es',
  });
});

test('a setting that cdk synth refuses is refused', () => {
  const refused = () => deployedSettings({ cooldownSecond: 9 });
  expect(refused).toThrow(CommandError);
  expect(refused).toThrow(/^cdk\.json: Invalid configuration:\n {2}cooldownSecond is not a setting/);
});
