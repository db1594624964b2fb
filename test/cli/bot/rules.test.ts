import { rulesIn } from '../../../cli/bot/rules.ts';
import { readConfig } from '../../../lib/config.ts';

test('without settings the rules are those that are deployed', () => {
  const config = readConfig({});
  const { optOutWords, optInWords, apiMessagesTakeOver, ...others } = rulesIn({});
  expect(config).toMatchObject(others);
  expect(optOutWords.join(', ')).toBe(config.optOutWords);
  expect(optInWords.join(', ')).toBe(config.optInWords);
  expect(apiMessagesTakeOver).toBe(config.apiMessagesTakeOver === 'on');
});

test('settings are read as they stand in cdk.json, where a stage shares them too', () => {
  const context = {
    optOutWords: ' CHEGA,, SAIR ',
    maxRepliesPerHour: '5',
    apiMessagesTakeOver: 'on',
    stages: { default: { maxRepliesPerHour: 7, cooldownSeconds: 9 }, prod: { language: 'es' } },
  };
  expect(rulesIn(context)).toMatchObject({
    optOutWords: ['CHEGA', 'SAIR'],
    maxRepliesPerHour: 5,
    cooldownSeconds: 9,
    apiMessagesTakeOver: true,
    language: 'auto',
  });
});
