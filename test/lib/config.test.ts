import { ConfigError, readConfig } from '../../lib/config.ts';
import { SETTINGS } from '../../lib/settings.ts';

test('without settings every default holds', () => {
  const defaults = Object.fromEntries(Object.entries(SETTINGS).map(([key, setting]) => [key, setting.default]));
  expect(readConfig({})).toEqual(defaults);
});

test.each(Object.entries(SETTINGS))('the default of %s is allowed by its own rule', (_key, setting) => {
  expect(setting.schema.safeParse(setting.default).success).toBe(true);
});

test('a number may come as a number from cdk.json or as text from -c', () => {
  expect(readConfig({ logRetentionDays: 7, throttleRate: 10 })).toMatchObject({
    logRetentionDays: 7,
    throttleRate: 10,
  });
  expect(readConfig({ logRetentionDays: '7', throttleRate: '10' })).toMatchObject({
    logRetentionDays: 7,
    throttleRate: 10,
  });
});

test('an unknown setting fails with its name and the names there are', () => {
  expect(() => readConfig({ logRetention: 7 })).toThrow(ConfigError);
  expect(() => readConfig({ logRetention: 7 })).toThrow(/logRetention is not a setting; the settings are stage, /);
});

test.each([
  ['stage', 'Prod', 'lower-case letters'],
  ['stage', '', 'lower-case letters'],
  ['stage', 7, 'lower-case letters'],
  ['bot', 'my bots', 'the path of a TypeScript or JavaScript file'],
  ['bot', ' bot.ts', 'the path of a TypeScript or JavaScript file'],
  ['baseUrl', 'http://pilotstatus.com.br', 'https'],
  ['baseUrl', 'https://pilotstatus.com.br/v1', 'https'],
  ['alarmEmail', 'nobody', 'e-mail'],
  ['removalPolicy', 'keep', 'one of retain, destroy'],
  ['logLevel', 'info', 'one of DEBUG, INFO, WARN, ERROR'],
  ['logRetentionDays', 31, 'one of 1, 3, 5'],
  ['ledgerRetentionDays', 28, 'from 29 to 3650'],
  ['ingestMemory', '64', 'from 128 to 10240'],
  ['ingestMemory', '256MB', 'from 128 to 10240'],
  ['processorConcurrency', 1, 'from 2 to 1000'],
  ['processorPollers', 1, '0, or a whole number from 2 to 200'],
  ['ledgerWarmWrites', 3_999, 'from 4000 to 40000'],
  ['sendTimeoutSeconds', 0.5, 'from 1 to 60'],
  ['windowHours', 169, 'from 0 to 168'],
  ['windowTemplate', 'tpl reopen', 'the id of a template, or nothing'],
  ['secondsBetweenReplies', 61, 'from 0 to 60'],
  ['archiveMedia', 'yes', 'one of off, on'],
  ['archiveMaxMegabytes', 101, 'from 1 to 100'],
  ['archiveDays', 0, 'from 1 to 3650'],
  ['archiveTypes', '', 'MIME types'],
  ['archiveTypes', 'image', 'MIME types'],
  ['archiveTypes', '*/*', 'MIME types'],
  ['archiveTypes', 'image/*, audio/*', 'MIME types'],
])('%s may not be %j; the message names the key, what was given and what is allowed', (key, value, allowed) => {
  const read = () => readConfig({ [key]: value });
  expect(read).toThrow(`${key}: ${JSON.stringify(value)} was given; allowed is`);
  expect(read).toThrow(allowed);
});

test("the vendor's history is not asked while the function that sends may still run", () => {
  expect(() => readConfig({ sendTimeoutSeconds: 26 })).toThrow(
    /unknownSettleSeconds: 60 was given; allowed is at least 62, because the reply function may run that long/,
  );
  expect(readConfig({ sendTimeoutSeconds: 26, unknownSettleSeconds: 62 })).toMatchObject({ unknownSettleSeconds: 62 });
});

test('large files need the memory for ten of them at once', () => {
  const large = { archiveMedia: 'on', archiveMaxMegabytes: 17 };
  expect(() => readConfig(large)).toThrow(
    /processorMemory: 256 was given; with archiveMaxMegabytes 17, allowed is at least 512/,
  );
  expect(readConfig({ ...large, processorMemory: 512 })).toMatchObject({ archiveMaxMegabytes: 17 });
  expect(readConfig({ archiveMaxMegabytes: 17 })).toMatchObject({ archiveMedia: 'off' });
});

test('a budget needs somebody to tell', () => {
  expect(() => readConfig({ monthlyBudgetUsd: 5 })).toThrow(/alarmEmail: monthlyBudgetUsd 5 needs an e-mail address/);
  expect(readConfig({ monthlyBudgetUsd: 5, alarmEmail: 'me@example.com' })).toMatchObject({ monthlyBudgetUsd: 5 });
});

test('a budget is refused where CloudFormation cannot make one, and where that is not known it is for CloudFormation to say', () => {
  const budget = { monthlyBudgetUsd: 5, alarmEmail: 'me@example.com' };
  expect(() => readConfig(budget, 'eu-north-1')).toThrow(
    /monthlyBudgetUsd: 5 was given; CloudFormation cannot make a budget in eu-north-1\. Leave it at 0 and make one by hand/,
  );
  expect(readConfig({}, 'eu-north-1')).toMatchObject({ monthlyBudgetUsd: 0 });
  for (const region of ['sa-east-1', undefined]) expect(readConfig(budget, region)).toMatchObject(budget);
});

test('all mistakes are told at once', () => {
  expect(() => readConfig({ stage: 'X', nonsense: 1 })).toThrow(/nonsense[\s\S]*stage/);
});

test("CDK's own keys are left alone", () => {
  expect(readConfig({ 'aws:cdk:enable-path-metadata': true, '@aws-cdk/core:x': true })).toEqual(readConfig({}));
});

describe('stages', () => {
  const stages = { default: { logRetentionDays: 3, throttleRate: 1 }, staging: { logRetentionDays: 5 } };

  test('a stage has the settings of all, then its own, then those of the command line', () => {
    expect(readConfig({ stages })).toMatchObject({ logRetentionDays: 3, throttleRate: 1 });
    expect(readConfig({ stages, stage: 'staging' })).toMatchObject({ logRetentionDays: 5, throttleRate: 1 });
    expect(readConfig({ stages, stage: 'staging', logRetentionDays: '7' })).toMatchObject({ logRetentionDays: 7 });
  });

  test('a mistake in one is told', () => {
    expect(() => readConfig({ stages: { default: { nonsense: 1 } } })).toThrow(/nonsense is not a setting/);
    expect(() => readConfig({ stages: 'prod' })).toThrow(/stages: "prod" was given; allowed is an object/);
  });
});
