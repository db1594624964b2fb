import { createHash } from 'node:crypto';
import { promises as files } from 'node:fs';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { dynamoDBClient, secretsManagerClient, sqsClient } from '../../../lambdas/aws/clients.ts';
import { authorizationOf, sha256 } from '../../support/authorization.ts';
import { useCredentials } from '../../support/credentials.ts';
import { httpServer, type TestServer } from '../../support/http-server.ts';

useCredentials();

let aws: TestServer;
let sqs: SQSClient;
/** What came to AWS. */
let calls: { request: string; headers: IncomingHttpHeaders; body: string; port: number | undefined }[];
/** How AWS answers the calls that come first; those after get `OK`. */
let answers: RequestListener[];

const MD5 = createHash('md5').update('olá').digest('hex');
const OK: RequestListener = (_, response) => response.end(JSON.stringify({ MessageId: 'm1', MD5OfMessageBody: MD5 }));
const answer =
  (status: number, body: string, headers = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body);
const lost: RequestListener = (incoming) => incoming.socket.destroy();

beforeEach(async () => {
  // The waits between the SDK's tries are a random part of a longest one.
  jest.spyOn(Math, 'random').mockReturnValue(0);
  [calls, answers] = [[], []];
  aws = await httpServer(async (incoming, response) => {
    const { method, url, headers } = incoming;
    const seen = { request: `${method} ${url}`, headers, body: '', port: incoming.socket.remotePort };
    calls.push(seen);
    const listener = answers.shift() ?? OK;
    for await (const chunk of incoming) seen.body += chunk;
    listener(incoming, response);
  });
  sqs = sqsClient(`${aws.url}/123456789012/events.fifo`);
});
afterEach(async () => {
  jest.restoreAllMocks();
  sqs.destroy();
  await aws.stop();
});

const send = () => sqs.send(new SendMessageCommand({ QueueUrl: 'https://elsewhere/queue', MessageBody: 'olá' }));

test('SQS is called at the host of the queue, in its JSON protocol', async () => {
  expect(await send()).toMatchObject({ MessageId: 'm1' });
  expect(calls).toMatchObject([
    {
      request: 'POST /',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
        'x-amz-security-token': 'token',
        'amz-sdk-request': 'attempt=1; max=3',
      },
      body: JSON.stringify({ QueueUrl: 'https://elsewhere/queue', MessageBody: 'olá' }),
    },
  ]);
});

const read = { TableName: 'ledger', Key: { id: { S: 'i' } }, ConsistentRead: true };

test.each([
  ['DynamoDB', 'DYNAMODB', () => dynamoDBClient().send(new GetItemCommand(read)), 'DynamoDB_20120810.GetItem'],
  [
    'Secrets Manager',
    'SECRETS_MANAGER',
    () => secretsManagerClient().send(new GetSecretValueCommand({ SecretId: 's' })),
    'secretsmanager.GetSecretValue',
  ],
])('%s is called where the stack says, or at the endpoint that stands in for it', async (_, variable, call, target) => {
  process.env[`${variable}_URL`] = aws.url;
  await call();
  process.env[`${variable}_URL`] = 'https://service.invalid';
  process.env[`AWS_ENDPOINT_URL_${variable}`] = aws.url;
  await call();
  expect(calls.map(({ headers }) => headers['x-amz-target'])).toEqual([target, target]);
});

test('nothing is looked up in files, which would be read at each cold start', async () => {
  const reading = jest.spyOn(files, 'readFile');
  Object.assign(process.env, { DYNAMODB_URL: aws.url, SECRETS_MANAGER_URL: aws.url });
  // Loaded anew, because the SDK takes `readFile` when it is loaded.
  await jest.isolateModulesAsync(async () => {
    const clients = await import('../../../lambdas/aws/clients.ts');
    await clients.sqsClient(aws.url).send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'olá' }));
    await clients.dynamoDBClient().send(new GetItemCommand(read));
    await clients.secretsManagerClient().send(new GetSecretValueCommand({ SecretId: 's' }));
  });
  expect(calls).toHaveLength(3);
  expect(reading).not.toHaveBeenCalled();
});

test('a call is signed as AWS wants it: host, operation, token and body with it', async () => {
  await send();
  const { headers = {}, body = '' } = calls[0] ?? {};
  expect(headers.authorization).toMatch(/SignedHeaders=.*host.*x-amz-security-token.*x-amz-target/);
  expect(headers.authorization).toBe(
    authorizationOf({ service: 'sqs', method: 'POST', path: '/', headers, bodyHash: sha256(body) }),
  );
});

test('in Lambda a call carries the trace of the invocation, so that AWS can link and count what it causes', async () => {
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'ingest';
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
  await send();
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-000000000000000000000000;Sampled=1';
  await send();
  expect(calls.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual([
    'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
    'Root=1-5759e988-000000000000000000000000;Sampled=1',
  ]);
});

test('calls one after the other share a connection', async () => {
  for (let i = 0; i < 3; i++) await send();
  expect(new Set(calls.map(({ port }) => port)).size).toBe(1);
});

test('an operation that answers nothing has an empty output', async () => {
  answers = [answer(200, '')];
  const command = new ChangeMessageVisibilityCommand({ QueueUrl: 'q', ReceiptHandle: 'r', VisibilityTimeout: 1 });
  expect(await sqs.send(command)).toMatchObject({ $metadata: { httpStatusCode: 200 } });
});

test('a body that SQS did not take as it was sent is an error', async () => {
  answers = [answer(200, '{"MessageId":"m1","MD5OfMessageBody":"0"}')];
  await expect(send()).rejects.toThrow('InvalidChecksumError');
});

describe('is tried again, and succeeds', () => {
  const cut: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"MessageId"');
    setTimeout(() => response.socket?.destroy(), 10);
  };

  test.each<[string, RequestListener]>([
    ['when the answer is lost', lost],
    ['when the answer is cut in the middle', cut],
    ['when the service hangs', () => undefined],
    ['after a 500', answer(500, '{"__type":"InternalFailure"}')],
    ['after a 503 that is no JSON', answer(503, '<html>Service Unavailable</html>')],
    ['when it was throttled', answer(400, '{"__type":"com.amazonaws.sqs#RequestThrottled"}')],
    ['when a table was', answer(400, '{"__type":"ProvisionedThroughputExceededException"}')],
    ['when it was throttled with a 429', answer(429, '')],
  ])('%s', async (_what, first) => {
    answers = [first];
    expect(await send()).toMatchObject({ MessageId: 'm1' });
    expect(calls.map(({ headers }) => headers['amz-sdk-request'])).toEqual(['attempt=1; max=3', 'attempt=2; max=3']);
    expect(calls[1]?.body).toBe(calls[0]?.body);
  });

  test('in its first try, when the service closed the kept connection meanwhile', async () => {
    await send();
    answers = [lost];
    expect(await send()).toMatchObject({ MessageId: 'm1' });
    expect(calls.map(({ headers }) => headers['amz-sdk-request'])).toEqual(Array(3).fill('attempt=1; max=3'));
  });
});

test('a service that stays away is tried three times', async () => {
  answers = Array(5).fill(answer(500, ''));
  await expect(send()).rejects.toMatchObject({ $fault: 'server', $metadata: { attempts: 3 } });
  expect(calls).toHaveLength(3);
});

describe('is tried once only', () => {
  test.each<[string, RequestListener, object]>([
    [
      'when it is denied',
      answer(403, '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User is not authorized"}'),
      { name: 'AccessDeniedException', message: 'User is not authorized', $fault: 'client' },
    ],
    [
      'when there is no such queue',
      answer(400, '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"There is no such queue"}'),
      { name: 'QueueDoesNotExist', message: 'There is no such queue', $fault: 'client' },
    ],
    ['when the error is no JSON', answer(403, '<html>'), { $metadata: { httpStatusCode: 403 } }],
    ['when the output is no JSON', answer(200, '{"MessageId"'), { name: 'SyntaxError' }],
  ])('%s', async (_what, only, error) => {
    answers = [only];
    await expect(send()).rejects.toMatchObject(error);
    expect(calls).toHaveLength(1);
  });
});

test('expired credentials are an error, and the call after they were replaced is signed by the new ones', async () => {
  answers = [answer(403, '{"__type":"ExpiredToken","message":"The security token is expired"}')];
  await expect(send()).rejects.toMatchObject({ name: 'ExpiredToken' });
  process.env.AWS_ACCESS_KEY_ID = 'ASIANEWNEWNEWNEWNEWN';
  process.env.AWS_SESSION_TOKEN = 'new';
  await send();
  expect(calls[1]?.headers).toMatchObject({
    authorization: expect.stringContaining('Credential=ASIANEWNEWNEWNEWNEWN/'),
    'x-amz-security-token': 'new',
  });
});

test('without credentials nothing is sent, and the error says what is missing', async () => {
  delete process.env.AWS_ACCESS_KEY_ID;
  await expect(send()).rejects.toThrow('There are no AWS credentials in the environment');
  expect(calls).toEqual([]);
});

test("a call that was signed at a wrong time is signed again by AWS's clock, and so are those after it", async () => {
  const inTwoHours = new Date(Math.floor(Date.now() / 1000) * 1000 + 2 * 60 * 60 * 1000);
  const refused = '{"__type":"InvalidSignatureException","message":"Signature expired"}';
  const date = inTwoHours.toUTCString();
  answers = [answer(403, refused, { date }), answer(200, JSON.stringify({ MD5OfMessageBody: MD5 }), { date })];
  await send();
  await send();
  const hoursAhead = calls.map(({ headers }) => {
    const [, ...parts] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(String(headers['x-amz-date'])) ?? [];
    const [year, month, ...rest] = parts.map(Number) as [number, number, number, number, number, number];
    return Math.round((Date.UTC(year, month - 1, ...rest) - Date.now()) / 3_600_000) + 0;
  });
  expect(hoursAhead).toEqual([0, 2, 2]);
});
