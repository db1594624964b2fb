import type { Template } from 'aws-cdk-lib/assertions';
import { template } from '../support/stack.ts';

const ARN = 'arn:aws:events:us-east-1:123456789012:event-bus/crm';
const FULL = { eventBus: 'default', botSecrets: 'SLACK', teamWebhook: 'SLACK', teamEmail: 'team@example.com' };

const resources = (stack: Template, type: string) =>
  Object.entries<{ Type: string; Properties: Record<string, unknown> }>(stack.toJSON().Resources).filter(
    ([, { Type }]) => Type === type,
  );
const statements = (stack: Template) =>
  resources(stack, 'AWS::IAM::Policy').flatMap(
    ([, { Properties }]) =>
      (Properties.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }).Statement,
  );

test('without a bus there is nothing of it', () => {
  const stack = template();
  expect(JSON.stringify(stack.toJSON())).not.toMatch(/Publish(er|ed)|event-bus/);
  stack.resourceCountIs('AWS::SQS::Queue', 5);
});

test.each([
  ['default', { 'Fn::Join': ['', expect.arrayContaining([expect.stringMatching(/event-bus\/default$/)])] }],
  [ARN, ARN],
])('with the bus %s its function may put events there, and nowhere else', (eventBus, resource) => {
  const stack = template({ eventBus });
  const put = statements(stack).filter(({ Action }) => Action === 'events:PutEvents');
  expect(put).toMatchObject([{ Resource: resource }]);
  expect(stack.findOutputs('*')).toHaveProperty('PublishedDeadLettersUrl');
});

test('processor, reply and outbox know the queue of events', () => {
  const stack = template({ eventBus: 'default', eventContent: 'on' });
  const functions = resources(stack, 'AWS::Lambda::Function');
  const knowing = functions.filter(([, { Properties }]) => JSON.stringify(Properties).includes('EVENT_CONTENT'));
  expect(knowing.map(([id]) => id.replace(/Function.*/, ''))).toEqual(['Processor', 'Reply', 'Outbox']);
});

test('the team hears of a hand-over by mail and by its webhook', () => {
  const stack = template(FULL);
  stack.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'team@example.com' });
  stack.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['pilot-status-webhook'],
      'detail-type': ['conversation.handed-over'],
      detail: { stage: ['prod'], about: { by: ['bot'] } },
    },
  });
  stack.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { EVENT_BUS: 'default', TEAM_LINK: 'https://pilotstatus.com.br' } },
  });
});

test.each([
  [{ teamEmail: 'team@example.com' }, 'teamEmail: it needs eventBus; set that to default'],
  [{ teamWebhook: 'SLACK', botSecrets: 'SLACK' }, 'teamWebhook: it needs eventBus'],
  [{ teamWebhook: 'SLACK', eventBus: 'default' }, 'teamWebhook: SLACK is not in botSecrets; add it there'],
  [{ eventBus: 'crm' }, 'eventBus: "crm" was given'],
])('%j is refused, with what to do', (settings, mistake) => {
  expect(() => template(settings)).toThrow(mistake);
});
