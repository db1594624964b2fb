import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { ConfigError } from '../../lib/config.ts';
import { PilotStatusWebhook, type PilotStatusWebhookProps } from '../../lib/pilot-status-webhook.ts';
import { outputsOfWebhook } from '../../operations/webhook-outputs.ts';
import { template as ownTemplate } from '../support/stack.ts';

/** Without code, as for `cdk ls`. */
const newApp = () => new App({ context: { 'aws:cdk:bundling-stacks': [] } });

const PROPS: PilotStatusWebhookProps = { bot: 'test/support/bots/thanks.ts' };

function stackWith(webhooks: Record<string, PilotStatusWebhookProps>, stackName = 'Shop') {
  const stack = new Stack(newApp(), 'Any', { stackName });
  const made = Object.entries(webhooks).map(([id, props]) => new PilotStatusWebhook(stack, id, props));
  return { stack, webhooks: made, template: () => Template.fromStack(stack) };
}

const namesOf = (template: Template, type: string, property: string): string[] =>
  Object.values(template.findResources(type)).map(({ Properties }) => JSON.stringify(Properties[property]));

test('two webhooks of one stack have names and outputs of their own', () => {
  const template = stackWith({ Sales: PROPS, Support: PROPS }).template();
  for (const [type, property] of [
    ['AWS::SQS::Queue', 'QueueName'],
    ['AWS::CloudWatch::Alarm', 'AlarmName'],
    ['AWS::CloudWatch::Dashboard', 'DashboardName'],
    ['AWS::Scheduler::ScheduleGroup', 'Name'],
    ['AWS::ApiGatewayV2::Api', 'Name'],
    ['AWS::Logs::QueryDefinition', 'Name'],
  ] as const) {
    const names = namesOf(template, type, property);
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /Shop-(Sales|Support)/.test(name))).toBe(true);
  }
  const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'));
  const namespaces = filters.map(({ Properties }) => Properties.MetricTransformations[0].MetricNamespace);
  expect([...new Set(namespaces)]).toEqual(['PilotStatus/Shop-Sales', 'PilotStatus/Shop-Support']);
  const outputs = Object.keys(template.findOutputs('*'));
  expect(outputs).toEqual(expect.arrayContaining(['SalesLedgerTable', 'SupportLedgerTable', 'SupportScheduleGroup']));
});

test('a webhook has the outputs of our own app, and alarms that name its stack', () => {
  const template = stackWith({ Sales: PROPS, Support: PROPS }).template();
  const texts = Object.fromEntries(Object.keys(template.findOutputs('*')).map((name) => [name, name]));
  const { outputs } = outputsOfWebhook(texts, 'Support');
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(ownTemplate().findOutputs('*')).sort());
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'Shop-Support-EventDeadLetters',
    AlarmDescription: Match.stringLikeRegexp('dlq list --stack Shop --webhook Support`'),
  });
});

test('the name of a stack may be as long as CloudFormation allows, or known to AWS alone', () => {
  const nested = new NestedStack(new Stack(newApp(), 'Any'), 'Shop');
  new PilotStatusWebhook(nested, 'Webhook', PROPS);
  expect(namesOf(Template.fromStack(nested), 'AWS::ApiGatewayV2::Api', 'Name')).toEqual([
    expect.stringMatching(/^"Any-Shop-Webhook-\w+"$/),
  ]);

  const { template } = stackWith({ Webhook: PROPS }, 'A'.repeat(128));
  const queues = namesOf(template(), 'AWS::SQS::Queue', 'QueueName');
  for (const name of queues) {
    const fixed = JSON.parse(name)
      ['Fn::Join'][1].filter((part: unknown) => typeof part === 'string')
      .join('');
    // SQS allows 80 characters; eight come from the id of the stack.
    expect(fixed.length + 8).toBeLessThanOrEqual(80);
  }
});

test('each stage of an app has a webhook of its own', () => {
  const app = newApp();
  const names = ['Test', 'Prod'].map((name) => {
    const stack = new Stack(new Stage(app, name), 'Shop');
    new PilotStatusWebhook(stack, 'Webhook', PROPS);
    return namesOf(Template.fromStack(stack), 'AWS::ApiGatewayV2::Api', 'Name');
  });
  expect(names).toEqual([['"Test-Shop-Webhook"'], ['"Prod-Shop-Webhook"']]);
});

test('its parts can be changed and used', () => {
  const { stack, webhooks, template } = stackWith({ Sales: { ...PROPS, eventBus: 'default', reconcileMinutes: 5 } });
  const [sales] = webhooks;
  sales?.functions.processor.addEnvironment('SHOP', 'north');
  sales?.grantSend(new Role(stack, 'Shop', { assumedBy: new AccountPrincipal('111122223333') }));
  expect(Object.keys(sales?.functions ?? {})).toEqual([
    'ingest',
    'processor',
    'reply',
    'outbox',
    'reconcile',
    'publisher',
  ]);
  expect(Object.keys(sales?.queues ?? {})).toHaveLength(7);
  expect(sales?.alarms).toHaveProperty('EventDeadLetters');
  expect(sales?.eventBus).toBeDefined();
  expect(stack.resolve(sales?.ledger.tableArn)).toBeDefined();
  expect(stack.resolve(sales?.hookUrl)).toBeDefined();
  template().hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { SHOP: 'north' } } });
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: 'lambda:InvokeFunction' })] },
    Roles: [{ Ref: Match.stringLikeRegexp('^Shop') }],
  });
});

test('in another partition no resource is named as in the first', () => {
  const stack = new Stack(newApp(), 'Any', { env: { region: 'cn-north-1', account: '111122223333' } });
  new PilotStatusWebhook(stack, 'Webhook', { ...PROPS, deployment: 'canary', eventBus: 'default', transcripts: 'on' });
  expect(JSON.stringify(Template.fromStack(stack).toJSON()).match(/arn:aws:[\w:-]*/g)).toBeNull();
});

test('a wrong setting is reported with the path of the webhook', () => {
  const wrong = () => stackWith({ Sales: { ...PROPS, botTimeoutSeconds: 0 } });
  expect(wrong).toThrow(ConfigError);
  expect(wrong).toThrow(/^Any\/Sales: Invalid configuration:\n {2}botTimeoutSeconds: 0 was given; allowed is a whole/);
});

test('the bot is bundled as the webhook is made, and checked as the app is synthesized', () => {
  const stack = new Stack(new App(), 'Any');
  expect(() => new PilotStatusWebhook(stack, 'Missing', { bot: 'test/support/bots/missing.ts' })).toThrow(
    /lambdas\/processor\/handler.ts cannot be bundled:\n.*missing\.ts/,
  );
  const folder = mkdtempSync(join(tmpdir(), 'bots-'));
  try {
    const bot = join(folder, 'bot.ts');
    const api = join(import.meta.dirname, '..', '..', 'lambdas', 'bot-api', 'index.ts');
    writeFileSync(bot, `import { defineBot } from '${api}';\nexport default defineBot({ onMessage: () => 42 });\n`);
    const app = new App();
    new PilotStatusWebhook(new Stack(app, 'Any'), 'Webhook', { bot });
    expect(() => app.synth()).toThrow(/\[Any\/Webhook\] .*bot\.ts:2:\d+: Type '\(\) => number' is not/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
