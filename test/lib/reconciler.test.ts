import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RESOURCE_TYPES } from '../../local/cloud/resources/index.ts';
import { template, webhookStack } from '../support/stack.ts';

const SETTINGS = { reconcileMinutes: 15 };
const reconciling = template(SETTINGS);

const idOf = (type: string, part: string) =>
  Object.keys(reconciling.findResources(type)).find((id) => id.startsWith(part)) as string;

test('without the setting there is no function and no schedule', () => {
  template().resourceCountIs('AWS::Events::Rule', 0);
  template().resourceCountIs('AWS::Lambda::Function', 4);
});

test.each([
  [1, 'rate(1 minute)'],
  [15, 'rate(15 minutes)'],
  [1_440, 'rate(1 day)'],
])('every %i minutes is %s', (reconcileMinutes, ScheduleExpression) => {
  template({ reconcileMinutes }).hasResourceProperties('AWS::Events::Rule', { ScheduleExpression, State: 'ENABLED' });
});

test('its role may read the ledger and both secrets, send to the events queue, write its log, and nothing else', () => {
  const policies = Object.values(reconciling.findResources('AWS::IAM::Policy'));
  const own = policies.filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('ReconcileFunctionRole'));
  const granted = own.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const actions = granted.map(({ Action }) => [Action].flat().join(' '));
  expect(actions).toEqual([
    'logs:CreateLogStream logs:PutLogEvents',
    'dynamodb:GetItem',
    'sqs:SendMessage',
    'secretsmanager:GetSecretValue',
  ]);
  const secrets = Object.keys(reconciling.findResources('AWS::SecretsManager::Secret'));
  expect(granted[2].Resource).toEqual({ 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'EventsQueue'), 'Arn'] });
  expect(granted[3].Resource.map(({ Ref }: { Ref: string }) => Ref).sort()).toEqual(secrets.sort());
  expect(JSON.stringify(granted)).not.toMatch(/[*?]/);
});

test('it knows the front door, the ledger and the events queue of its own stack', () => {
  const functions = reconciling.findResources('AWS::Lambda::Function');
  const { Variables } = Object(functions[idOf('AWS::Lambda::Function', 'Reconcile')]).Properties.Environment;
  expect(JSON.stringify(Variables.HOOK_URL)).toContain('/hooks/whatsapp');
  expect(Variables).toMatchObject({
    AUTHENTICATION: '{"token":true}',
    LEDGER_TABLE: { Ref: idOf('AWS::DynamoDB::Table', 'Ledger') },
    EVENTS_QUEUE_URL: { Ref: idOf('AWS::SQS::Queue', 'EventsQueue') },
  });
});

test('only its own schedule may call it', () => {
  reconciling.hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': [idOf('AWS::Events::Rule', 'Reconcile'), 'Arn'] },
  });
});

test('an output names its log group', () => {
  expect(reconciling.findOutputs('ReconcileLogs')).toMatchObject({
    ReconcileLogs: { Value: { Ref: idOf('AWS::Logs::LogGroup', 'Reconcile') } },
  });
});

test('the local cloud runs a stack with it', () => {
  const types = Object.values(reconciling.toJSON().Resources as Record<string, { Type: string }>);
  expect(types.map(({ Type }) => Type).filter((type) => !RESOURCE_TYPES.has(type))).toEqual([]);
});

test('AwsSolutions of cdk-nag finds nothing that is not acknowledged with a reason', () => {
  const app = webhookStack(SETTINGS).node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});
