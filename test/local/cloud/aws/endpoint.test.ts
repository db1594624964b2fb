import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createCredentialStore, type IssuedCredentials } from '../../../../local/cloud/aws/credentials.ts';
import { createDemands } from '../../../../local/cloud/aws/demands.ts';
import { createAwsHandler } from '../../../../local/cloud/aws/endpoint.ts';
import { createGate } from '../../../../local/cloud/aws/gate.ts';
import type { AwsBackend } from '../../../../local/cloud/aws/replies.ts';
import { createBuckets } from '../../../../local/cloud/buckets/buckets.ts';
import { createS3Handler } from '../../../../local/cloud/buckets/handler.ts';
import type { CloudActivity } from '../../../../local/cloud/events.ts';
import { createHttpEndpoint, type HttpEndpoint } from '../../../../local/cloud/http-endpoint.ts';
import { compilePolicy } from '../../../../local/cloud/iam/policy.ts';
import type { Role } from '../../../../local/cloud/iam/roles.ts';
import { placeOf } from '../../../../local/cloud/place.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:jobs.fifo';
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/of-words';
const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:key-abcdef';

let endpoint: HttpEndpoint;
let activities: CloudActivity[];
let calls: [service: string, operation: string][];
let worker: IssuedCredentials;
let admin: IssuedCredentials;

beforeEach(async () => {
  endpoint = await createHttpEndpoint(0);
  activities = [];
  calls = [];
  const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: endpoint.url });
  const statements = compilePolicy(
    {
      Statement: [
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:Query'],
          Resource: 'arn:aws:dynamodb:*:*:table/ledger',
        },
        {
          Effect: 'Allow',
          Action: 'dynamodb:PutItem',
          Resource: ['words', 'sealed'].map((table) => `arn:aws:dynamodb:*:*:table/${table}`),
        },
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: KEY,
          Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } },
        },
      ],
    },
    'identity',
    'p',
  );
  const role: Role = { arn: 'arn:aws:iam::000000000000:role/worker-role', name: 'worker-role', statements, trust: [] };
  const credentials = createCredentialStore();
  worker = credentials.issue({ admin: false, role, session: 'shop-Worker' });
  admin = credentials.issue({ admin: true });
  const backend =
    (service: string): AwsBackend =>
    async (operation) => {
      calls.push([service, operation]);
      return { status: 200, body: operation === 'SendMessageBatch' ? { Successful: [], Failed: [] } : {} };
    };
  const gate = createGate({
    place,
    backends: {
      sqs: backend('sqs'),
      dynamodb: backend('dynamodb'),
      secretsmanager: backend('secretsmanager'),
      events: backend('events'),
    },
    demandsOf: createDemands(
      place,
      (id) => (id === 'key' ? SECRET : undefined),
      (table) => ({ words: KEY, sealed: `${KEY}-of-others` })[table],
    ),
    statementsOf: (arn) => (arn === role.arn ? statements : []),
    resourceStatementsOf: () => [],
    emit: (activity) => activities.push(activity),
  });
  endpoint.open(
    createAwsHandler(credentials, gate, { s3: createS3Handler({ buckets: createBuckets([], Date.now), gate, place }) }),
  );
});
afterEach(() => endpoint.close());

const options = (credentials: IssuedCredentials) => ({
  endpoint: endpoint.url,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
});
const sqs = (credentials = worker) => new SQSClient({ ...options(credentials), md5: false });
const dynamo = (credentials = worker) => new DynamoDBClient(options(credentials));
const secrets = (credentials = worker) => new SecretsManagerClient(options(credentials));
const queueUrl = () => `${endpoint.url}/000000000000/jobs.fifo`;
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );

describe('a call that the role allows reaches the service', () => {
  test('at the URL of the queue', async () => {
    await sqs().send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: 'x' }));
    expect(calls).toEqual([['sqs', 'SendMessage']]);
  });

  test('as a batch, which needs the same permission', async () => {
    await sqs().send(new SendMessageBatchCommand({ QueueUrl: queueUrl(), Entries: [{ Id: '1', MessageBody: 'x' }] }));
    expect(calls).toEqual([['sqs', 'SendMessageBatch']]);
  });

  test('in DynamoDB', async () => {
    await dynamo().send(new GetItemCommand({ TableName: 'ledger', Key: { id: { S: 'x' } } }));
    expect(calls).toEqual([['dynamodb', 'GetItem']]);
  });

  test('in a table with a key that the role may use by DynamoDB', async () => {
    await dynamo().send(new PutItemCommand({ TableName: 'words', Item: { id: { S: 'x' } } }));
    expect(calls).toEqual([['dynamodb', 'PutItem']]);
  });

  test('and what was asked and answered is reported', async () => {
    const input = { TableName: 'ledger', Key: { id: { S: 'x' } } };
    await dynamo().send(new GetItemCommand(input));
    const call = { caller: 'shop-Worker', service: 'dynamodb', operation: 'GetItem', input, status: 200, output: {} };
    expect(activities).toEqual([{ kind: 'call', ...call, ms: expect.any(Number) }]);
  });
});

describe('a call that the role does not allow is denied as AWS does it', () => {
  const user = 'arn:aws:sts::000000000000:assumed-role/worker-role/shop-Worker';

  test('by the key of a table', async () => {
    const error = await failure(dynamo().send(new PutItemCommand({ TableName: 'sealed', Item: { id: { S: 'x' } } })));
    expect(error).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`not authorized to perform: kms:Decrypt on resource: ${KEY}-of-others`),
    });
    expect(calls).toEqual([]);
  });

  test('by SQS', async () => {
    const error = await failure(
      sqs().send(new SendMessageCommand({ QueueUrl: `${endpoint.url}/000000000000/other`, MessageBody: 'x' })),
    );
    const resource = 'arn:aws:sqs:us-east-1:000000000000:other';
    expect(error).toMatchObject({
      name: 'AccessDenied',
      Code: 'AccessDenied',
      message: `User: ${user} is not authorized to perform: sqs:SendMessage on resource: ${resource} because no identity-based policy allows the sqs:SendMessage action`,
      $metadata: { httpStatusCode: 403 },
    });
    expect(activities).toEqual([
      {
        kind: 'denied',
        role: 'arn:aws:iam::000000000000:role/worker-role',
        action: 'sqs:SendMessage',
        resource,
        because: 'because no identity-based policy allows the sqs:SendMessage action',
      },
    ]);
    expect(calls).toEqual([]);
  });

  test('by DynamoDB', async () => {
    const error = await failure(dynamo().send(new PutItemCommand({ TableName: 'ledger', Item: {} })));
    expect(error).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/ledger',
      ),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('by DynamoDB for an index, which is a resource of its own', async () => {
    const error = await failure(
      dynamo().send(
        new QueryCommand({ TableName: 'ledger', IndexName: 'by-contact', KeyConditionExpression: 'a = b' }),
      ),
    );
    expect(error).toMatchObject({ message: expect.stringContaining('table/ledger/index/by-contact') });
  });

  test('by Secrets Manager, which names the ARN of a secret that was asked for by name', async () => {
    const error = await failure(secrets().send(new GetSecretValueCommand({ SecretId: 'key' })));
    expect(error).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`on resource: ${SECRET}`),
    });
  });
});

describe('the endpoint', () => {
  test('lets the administrator do everything', async () => {
    await dynamo(admin).send(new PutItemCommand({ TableName: 'any', Item: {} }));
    await secrets(admin).send(new GetSecretValueCommand({ SecretId: 'key' }));
    expect(calls).toHaveLength(2);
  });

  test('knows only the keys that it gave out', async () => {
    const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' };
    expect(
      await failure(sqs(stranger).send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: 'x' }))),
    ).toMatchObject({
      Code: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
      $metadata: { httpStatusCode: 403 },
    });
    expect(await failure(dynamo(stranger).send(new GetItemCommand({ TableName: 'ledger', Key: {} })))).toMatchObject({
      name: 'UnrecognizedClientException',
    });
    expect(calls).toEqual([]);
  });

  test('refuses an operation that it does not know, even to the administrator', async () => {
    const error = await failure(
      dynamo(admin).send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName: 't', Key: {} } }] })),
    );
    expect(error).toMatchObject({
      name: 'UnknownOperationException',
      message: 'The local cloud does not know the operation TransactWriteItems of dynamodb.',
    });
  });

  test('refuses a service that it does not have', async () => {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.StartExecution' },
      body: '{}',
    });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain(
      'only SQS, DynamoDB, Secrets Manager, S3, EventBridge, Scheduler and Lambda, not',
    );
  });
});
