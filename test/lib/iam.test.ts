import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { WebhookStack } from '../../lib/webhook-stack.ts';
import { template, webhookStack } from '../support/stack.ts';

type Reference = { Ref?: string; 'Fn::GetAtt'?: [string, string] };

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: Reference | Reference[];
}

/** As much of a resource as these tests look at. */
interface Resource {
  Type: string;
  Properties: {
    Role: { 'Fn::GetAtt': [string, string] };
    Roles: { Ref: string }[];
    PolicyDocument: { Statement: Statement[] };
  };
}

const { Resources } = template().toJSON();

function resourcesOf(type: string): [string, Resource['Properties']][] {
  return Object.entries<Resource>(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => [id, Properties]);
}

/** The statements of a function's role. */
function statementsOf(functionId: string): Statement[] {
  const [role] = resourcesOf('AWS::Lambda::Function')
    .filter(([id]) => id.startsWith(functionId))
    .map(([, { Role }]) => Role['Fn::GetAtt'][0]);
  return resourcesOf('AWS::IAM::Policy')
    .filter(([, { Roles }]) => Roles.some(({ Ref }) => Ref === role))
    .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
}

/** What a function's role may do: for every resource, by the id that it has in the template, the actions. */
function grants(functionId: string): Record<string, string[]> {
  const granted: Record<string, string[]> = {};
  for (const { Effect, Action, Resource } of statementsOf(functionId)) {
    expect(Effect).toBe('Allow');
    for (const resource of [Resource].flat()) {
      const name = resourceName(resource);
      granted[name] = [...(granted[name] ?? []), Action].flat().sort();
    }
  }
  return granted;
}

/** The id of the resource that is referred to. A wildcard refers to none, and fails the test, but for that of a group. */
function resourceName(resource: Reference): string {
  const [group] = /\{"Ref":"Schedules\w+"\},"\/\*"\]/.exec(JSON.stringify(resource)) ?? [];
  if (group !== undefined) return 'SchedulesGroup/*';
  const id = resource.Ref ?? resource['Fn::GetAtt']?.[0];
  if (id === undefined) throw new Error(`no resource of the template: ${JSON.stringify(resource)}`);
  return id.replace(/[0-9A-F]{8}$/, '');
}

const WRITE_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const USE_LEDGER = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const READ_QUEUE = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const READ_SECRET = ['secretsmanager:GetSecretValue'];

test('ingest may send events and read the webhook secret', () => {
  expect(grants('IngestFunction')).toEqual({
    IngestFunctionLogs: WRITE_LOGS,
    EventsQueue: ['sqs:SendMessage'],
    IngestWebhookSecret: READ_SECRET,
  });
});

test('the processor may read events, park them, use the ledger and send replies', () => {
  expect(grants('ProcessorFunction')).toEqual({
    ProcessorFunctionLogs: WRITE_LOGS,
    EventsQueue: READ_QUEUE,
    EventsDeadLetters: ['sqs:SendMessage'],
    Ledger: USE_LEDGER,
    RepliesQueue: ['sqs:SendMessage'],
  });
});

test('reply may read replies, park them, use the ledger and read the API key', () => {
  expect(grants('ReplyFunction')).toEqual({
    ReplyFunctionLogs: WRITE_LOGS,
    RepliesQueue: READ_QUEUE,
    RepliesDeadLetters: ['sqs:SendMessage'],
    Ledger: USE_LEDGER,
    ReplyApiKeySecret: READ_SECRET,
    'SchedulesGroup/*': ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
    SchedulesRole: ['iam:PassRole'],
  });
});

test('the outbox may use the ledger, send replies and read which numbers have a key', () => {
  expect(grants('OutboxFunction')).toEqual({
    OutboxFunctionLogs: WRITE_LOGS,
    RepliesQueue: ['sqs:SendMessage'],
    Ledger: USE_LEDGER,
    ReplyApiKeySecret: READ_SECRET,
  });
});

test('a schedule may put a message on the replies queue, and no more', () => {
  const [[role] = []] = resourcesOf('AWS::IAM::Role').filter(([id]) => id.startsWith('SchedulesRole'));
  const statements = resourcesOf('AWS::IAM::Policy')
    .filter(([, { Roles }]) => Roles.some(({ Ref }) => Ref === role))
    .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
  const allowed = statements.map(({ Action, Resource }) => [Action, [Resource].flat().map(resourceName)]);
  expect(allowed).toEqual([['sqs:SendMessage', ['RepliesQueue', 'SchedulesDeadLetters']]]);
});

test('nobody may invoke the outbox until they are granted it, by its alias alone', () => {
  const grants = (stack: WebhookStack) =>
    Object.values<Resource>(Template.fromStack(stack).toJSON().Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::IAM::Policy'
        ? Properties.PolicyDocument.Statement.filter(({ Action }) => Action === 'lambda:InvokeFunction')
        : [],
    );
  expect(grants(webhookStack())).toEqual([]);
  const stack = webhookStack();
  stack.grantSend(new Role(stack, 'Shop', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  expect(grants(stack)).toMatchObject([
    { Effect: 'Allow', Resource: { Ref: expect.stringMatching(/^OutboxFunctionLive/) } },
  ]);
});

test('where files are kept, the processor may add them below one prefix, and nothing else to any bucket', () => {
  const archiving: Record<string, Resource> = template({ archiveMedia: 'on' }).toJSON().Resources;
  const statements = Object.values(archiving).flatMap(({ Type, Properties }) =>
    Type === 'AWS::IAM::Policy' ? Properties.PolicyDocument.Statement : [],
  );
  const bucket = Object.keys(archiving).find((id) => archiving[id]?.Type === 'AWS::S3::Bucket');
  expect(statements.filter((statement) => JSON.stringify(statement).includes(`${bucket}`))).toEqual([
    {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/inbound/*']] },
    },
  ]);
  expect(JSON.stringify(statements).match(/s3:/g)).toHaveLength(1);
  const [grantee] = Object.entries(archiving).filter(([, { Type, Properties }]) =>
    Type === 'AWS::IAM::Policy' ? JSON.stringify(Properties).includes('s3:') : false,
  );
  expect(grantee?.[0]).toMatch(/^ProcessorFunctionRole/);
});

test.each(['IngestFunction', 'ProcessorFunction', 'ReplyFunction', 'OutboxFunction'])(
  'no statement of the role of %s has a wildcard, in its actions or its resources',
  (functionId) => {
    expect(statementsOf(functionId).length).toBeGreaterThan(0);
    // Each message has a schedule of its own, in a group of the stack's own.
    const others = statementsOf(functionId).filter(({ Action }) => !String(Action).startsWith('scheduler:'));
    for (const statement of others) expect(JSON.stringify(statement)).not.toMatch(/[*?]|NotAction|NotResource/);
  },
);

test.each([
  ['IngestFunction', ['IngestWebhookSecret']],
  ['ProcessorFunction', []],
  ['ReplyFunction', ['ReplyApiKeySecret']],
  ['OutboxFunction', ['ReplyApiKeySecret']],
])('of the secrets, the role of %s names %j and no other', (functionId, own) => {
  const secrets = resourcesOf('AWS::SecretsManager::Secret').map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
  expect(secrets).toHaveLength(2);
  expect(Object.keys(grants(functionId)).filter((name) => secrets.includes(name))).toEqual(own);
});

test('no role has a managed policy or an inline one', () => {
  const roles = resourcesOf('AWS::IAM::Role');
  expect(roles).toHaveLength(5);
  for (const [, properties] of roles) {
    expect(properties).not.toHaveProperty('ManagedPolicyArns');
    expect(properties).not.toHaveProperty('Policies');
  }
});

test('only API Gateway may call ingest, and only for its one route', () => {
  const [permission, ...others] = resourcesOf('AWS::Lambda::Permission').map(([, properties]) => properties);
  expect(others).toEqual([]);
  expect(permission).toMatchObject({ Principal: 'apigateway.amazonaws.com', Action: 'lambda:InvokeFunction' });
  expect(JSON.stringify(permission)).toContain('/*/*/hooks/whatsapp/{token}');
});
