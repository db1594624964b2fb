import { type App, Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RULES } from '../support/rules.ts';
import { aliasIn, template, webhookStack } from '../support/stack.ts';

const standard = template();

const resources = (type: string, stack = standard) => Object.values(stack.findResources(type));
const properties = (type: string) => resources(type).map((resource) => resource.Properties);

test('the API has one route, to which one may only POST', () => {
  expect(properties('AWS::ApiGatewayV2::Route')).toMatchObject([{ RouteKey: 'POST /hooks/whatsapp/{token}' }]);
});

test('the API is throttled, and writes no line for each request', () => {
  const [stage] = properties('AWS::ApiGatewayV2::Stage');
  expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 });
  expect(stage).not.toHaveProperty('AccessLogSettings');
});

test('an access log that was asked for never holds the path, which holds the token', () => {
  const [stage] = resources('AWS::ApiGatewayV2::Stage', template({ accessLogs: 'on' }));
  const Format = stage?.Properties.AccessLogSettings.Format;
  expect(Format).toContain('$context.routeKey');
  expect(Format).not.toMatch(/\$context\.(path|http)/i);
});

test('each function runs Node.js 24 on arm64 from an ES module, with a log group of its own that forgets', () => {
  const functions = properties('AWS::Lambda::Function');
  expect(functions).toHaveLength(4);
  for (const { Runtime, Architectures, Handler, LoggingConfig } of functions) {
    expect({ Runtime, Architectures, Handler }).toEqual({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
    expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' });
  }
  const groups = functions.map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref);
  expect(new Set(groups).size).toBe(4);
  for (const { RetentionInDays } of properties('AWS::Logs::LogGroup')) expect(RetentionInDays).toBe(30);
});

test.each([
  ['SECRETS_MANAGER_URL', 'secretsmanager'],
  ['DYNAMODB_URL', 'dynamodb'],
  ['SCHEDULER_URL', 'scheduler'],
])('every function is told by %s where the service is, in every partition', (variable, service) => {
  const urls = properties('AWS::Lambda::Function').map(({ Environment }) => Environment.Variables[variable]);
  const url = [`https://${service}.`, { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }];
  expect(urls).toEqual(Array(4).fill({ 'Fn::Join': ['', url] }));
});

test.each([
  ['off', undefined],
  ['on', { Mode: 'Active' }],
])('with tracing %s the functions have the tracing configuration %j', (tracing, configuration) => {
  const functions = resources('AWS::Lambda::Function', template({ tracing }));
  for (const { Properties } of functions) expect(Properties.TracingConfig).toEqual(configuration);
});

test('nothing is reserved that a new account does not have', () => {
  for (const reserved of properties('AWS::Lambda::Function')) {
    expect(reserved).not.toHaveProperty('ReservedConcurrentExecutions');
  }
  const used = properties('AWS::Lambda::EventSourceMapping').map((mapping) => mapping.ScalingConfig.MaximumConcurrency);
  expect(used).toEqual([3, 3]);
});

test('two FIFO queues in high-throughput mode, each with a FIFO dead-letter queue of 14 days, all encrypted', () => {
  const queues = properties('AWS::SQS::Queue').filter(({ FifoQueue }) => FifoQueue);
  expect(queues).toHaveLength(4);
  for (const queue of queues) {
    expect(queue).toMatchObject({
      FifoQueue: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      SqsManagedSseEnabled: true,
    });
  }
  const workers = queues.filter(({ RedrivePolicy }) => RedrivePolicy);
  expect(workers).toHaveLength(2);
  for (const worker of workers) {
    expect(worker).toMatchObject({ DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' });
  }
});

test('every queue takes a message of 1 MiB, dead letters too: that is what the limits at the door are cut out for', () => {
  for (const { MaximumMessageSize } of properties('AWS::SQS::Queue')) expect(MaximumMessageSize).toBe(1024 * 1024);
});

test('a queue hides a message at least six times as long as its function may run', () => {
  const slow = template({ botTimeoutSeconds: 400, sendTimeoutSeconds: 60, unknownSettleSeconds: 130 });
  for (const stack of [standard, slow]) {
    for (const { Properties: mapping } of resources('AWS::Lambda::EventSourceMapping', stack)) {
      const alias = stack.toJSON().Resources[aliasIn(mapping.FunctionName)];
      const timeout = stack.toJSON().Resources[alias.Properties.FunctionName.Ref].Properties.Timeout;
      const visibility = stack.toJSON().Resources[mapping.EventSourceArn['Fn::GetAtt'][0]].Properties.VisibilityTimeout;
      expect(visibility).toBeGreaterThanOrEqual(6 * timeout);
    }
  }
});

test('the timeouts stand in one chain: send < function < lease < visibility', () => {
  const slow = template({ sendTimeoutSeconds: 60, unknownSettleSeconds: 130 });
  const functions = resources('AWS::Lambda::Function', slow).map(({ Properties }) => Properties);
  const reply = functions.find(({ Environment }) => Environment.Variables.SEND_TIMEOUT_SECONDS);
  const { SEND_TIMEOUT_SECONDS, LEASE_SECONDS } = reply?.Environment.Variables ?? {};
  const visibility = Math.max(
    ...resources('AWS::SQS::Queue', slow).map(({ Properties }) => Properties.VisibilityTimeout ?? 0),
  );
  const chain = [Number(SEND_TIMEOUT_SECONDS) + 4, reply?.Timeout, Number(LEASE_SECONDS), visibility];
  expect(chain).toEqual([...chain].sort((a, b) => a - b));
  expect(new Set(chain).size).toBe(4);
  expect(Number(reply?.Environment.Variables.UNKNOWN_SETTLE_SECONDS)).toBeGreaterThanOrEqual(reply?.Timeout);
});

test('a function that runs longer than its queue allows is refused at synth', () => {
  const { webhook } = webhookStack();
  const replies = webhook.node.findChild('Replies') as import('../../lib/worker-queue.ts').WorkerQueue;
  const ingest = webhook.node.findChild('Ingest') as import('../../lib/ingest-api.ts').IngestApi;
  Object.assign(ingest.function, { timeoutSeconds: 31 });
  expect(() => replies.feed(ingest.function, 2)).toThrow(/visibility timeout is 180 s, but .* needs at least 186 s/);
});

test('functions read their queues in batches of ten and report failures one by one', () => {
  for (const mapping of properties('AWS::Lambda::EventSourceMapping')) {
    expect(mapping).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
  }
});

test('pollers that are kept ready take the place of the maximum concurrency, which Lambda does not take beside them', () => {
  const [processor, reply] = resources('AWS::Lambda::EventSourceMapping', template({ processorPollers: 4 }));
  expect(processor?.Properties.ProvisionedPollerConfig).toEqual({ MinimumPollers: 4, MaximumPollers: 4 });
  expect(processor?.Properties).not.toHaveProperty('ScalingConfig');
  expect(reply?.Properties).not.toHaveProperty('ProvisionedPollerConfig');
  for (const mapping of properties('AWS::Lambda::EventSourceMapping')) {
    expect(mapping).not.toHaveProperty('ProvisionedPollerConfig');
  }
});

test('the ledger is warmed for more writes than a new table takes only where that is asked for', () => {
  const warmThroughput = (stack: typeof standard) =>
    resources('AWS::DynamoDB::Table', stack).map(({ Properties }) => Properties.WarmThroughput);
  expect(warmThroughput(standard)).toEqual([undefined]);
  expect(warmThroughput(template({ ledgerWarmWrites: 20_000 }))).toEqual([{ WriteUnitsPerSecond: 20_000 }]);
});

test('the ledger is keyed by id and event, on demand, recoverable, and forgets', () => {
  standard.hasResourceProperties('AWS::DynamoDB::Table', {
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'event', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});

test('the webhook token is generated with 256 bits, and the API key is left for the user to set', () => {
  const [webhook, apiKey] = properties('AWS::SecretsManager::Secret');
  expect(webhook.GenerateSecretString).toMatchObject({ GenerateStringKey: 'token', PasswordLength: 43 });
  expect(Object.keys(apiKey).filter((name) => /SecretString/.test(name))).toEqual([]);
});

const PLAIN_HTTP = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

test('every queue refuses everything over plain HTTP, from anybody', () => {
  const queues = Object.keys(standard.findResources('AWS::SQS::Queue'));
  const policies = properties('AWS::SQS::QueuePolicy');
  expect(policies.flatMap(({ Queues }) => Queues.map(({ Ref }: { Ref: string }) => Ref)).sort()).toEqual(queues.sort());
  for (const { PolicyDocument, Queues } of policies) {
    expect(PolicyDocument.Statement).toContainEqual({
      ...PLAIN_HTTP,
      Principal: { AWS: '*' },
      Action: 'sqs:*',
      Resource: { 'Fn::GetAtt': [Queues[0].Ref, 'Arn'] },
    });
  }
});

test('nobody may publish an alarm over plain HTTP', () => {
  const [topic, ...others] = Object.keys(standard.findResources('AWS::SNS::Topic'));
  expect(others).toEqual([]);
  const statement = { ...PLAIN_HTTP, Principal: '*', Action: 'sns:Publish', Resource: { Ref: topic } };
  standard.hasResourceProperties('AWS::SNS::TopicPolicy', {
    Topics: [{ Ref: topic }],
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(statement)]) },
  });
});

test('the alarms of this account and region may publish, and nobody else', () => {
  const [policy] = properties('AWS::SNS::TopicPolicy');
  const allowed = policy.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
  expect(allowed).toMatchObject([
    { Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Condition: { ArnLike: {} } },
  ]);
  const parts = allowed[0].Condition.ArnLike['aws:SourceArn']['Fn::Join'][1];
  expect(parts).toEqual(
    expect.arrayContaining([':cloudwatch:', { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, ':alarm:*']),
  );
});

test('an e-mail address is subscribed to the alarms when there is one', () => {
  standard.resourceCountIs('AWS::SNS::Subscription', 0);
  template({ alarmEmail: 'me@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
    Endpoint: 'me@example.com',
  });
});

test('the outputs are what a user needs', () => {
  expect(Object.keys(standard.findOutputs('*')).sort()).toEqual([
    'AlarmTopicArn',
    'ApiKeySecretArn',
    'ApiUrl',
    'AuthenticationPolicy',
    'EventsDeadLettersUrl',
    'EventsQueueUrl',
    'HookUrl',
    'IngestLogs',
    'LedgerTable',
    'OutboxArn',
    'OutboxLogs',
    'ProcessorLogs',
    'RepliesDeadLettersUrl',
    'RepliesQueueUrl',
    'ReplyLogs',
    'ScheduleDeadLettersUrl',
    'ScheduleGroup',
    'SetApiKeyCommand',
    'SetSigningSecretCommand',
    'VendorUrl',
    'WebhookSecretArn',
    'WebhookUrlCommand',
  ]);
});

test('no name is fixed, so that stages can live side by side and one can be made anew', () => {
  for (const { QueueName } of properties('AWS::SQS::Queue'))
    expect(JSON.stringify(QueueName)).toContain('AWS::StackId');
  standard.allResourcesProperties('AWS::Lambda::Function', { FunctionName: Match.absent() });
  standard.allResourcesProperties('AWS::DynamoDB::Table', { TableName: Match.absent() });
  standard.allResourcesProperties('AWS::Logs::LogGroup', { LogGroupName: Match.absent() });
});

test('AwsSolutions of cdk-nag finds nothing that is not acknowledged with a reason', () => {
  const app = webhookStack().node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

test('the rules around the bot reach the processor, lists as lists', () => {
  const rules = (stack: typeof standard) => {
    const [processor] = resources('AWS::Lambda::Function', stack).filter(
      ({ Properties }) => 'RULES' in Properties.Environment.Variables,
    );
    return JSON.parse(processor?.Properties.Environment.Variables.RULES);
  };
  expect(rules(standard)).toEqual({ ...RULES, language: 'auto' });
  expect(rules(template({ optOutWords: ' basta ,, chega', optInWords: '' }))).toMatchObject({
    optOutWords: ['basta', 'chega'],
    optInWords: [],
  });
});
