import { Agent, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { type AwsCall, awsCaller } from '../../../lambdas/aws/call.ts';
import { signer } from '../../../lambdas/aws/signer.ts';
import { request } from '../../../lambdas/http.ts';
import { authorizationOf, sha256 } from '../../support/authorization.ts';
import { type Clock, clock } from '../../support/clock.ts';
import { useCredentials } from '../../support/credentials.ts';
import { httpServer, type TestServer } from '../../support/http-server.ts';

useCredentials();

let aws: TestServer;
let time: Clock;
let call: AwsCall;
/** What came to AWS. */
let calls: { headers: IncomingHttpHeaders; body: string; port: number | undefined }[];
/** How AWS answers the calls that come first; those after get `OK`. */
let answers: RequestListener[];
let timeouts: number[];
let waits: number[];

const OK: RequestListener = (_, response) => response.end('{"MessageId":"m1"}');
const answer =
  (status: number, body: string, headers = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

beforeEach(async () => {
  time = clock();
  [calls, answers, timeouts, waits] = [[], [], [], []];
  aws = await httpServer(async (incoming, response) => {
    const seen = { headers: incoming.headers, body: '', port: incoming.socket.remotePort };
    calls.push(seen);
    const listener = answers.shift() ?? OK;
    for await (const chunk of incoming) seen.body += chunk;
    listener(incoming, response);
  });
  const contentType = 'application/x-amz-json-1.0';
  const service = { name: 'sqs', target: 'AmazonSQS', contentType, url: new URL(aws.url) } as const;
  call = awsCaller(service, {
    sign: signer('sqs'),
    agent: new Agent({ keepAlive: true }),
    request: (outgoing) => {
      timeouts.push(outgoing.timeoutMs);
      return request({ ...outgoing, timeoutMs: Math.min(outgoing.timeoutMs, 100) });
    },
    now: time.now,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
      time.advance(ms);
    },
  });
});
afterEach(() => aws.stop());

test('a call is a POST of JSON with its operation, and gives the output', async () => {
  expect(await call('SendMessage', { MessageBody: 'olá' })).toEqual({ MessageId: 'm1' });
  expect(calls).toMatchObject([
    {
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
        'x-amz-date': '20260224T103000Z',
        'x-amz-security-token': 'token',
      },
      body: '{"MessageBody":"olá"}',
    },
  ]);
});

test('a call is signed as AWS wants it: host, operation, token and body with it', async () => {
  await call('SendMessage', { MessageBody: 'olá' });
  const { headers = {}, body = '' } = calls[0] ?? {};
  expect(headers.authorization).toMatch(/SignedHeaders=.*host.*x-amz-security-token.*x-amz-target/);
  expect(headers.authorization).toBe(
    authorizationOf({ service: 'sqs', method: 'POST', path: '/', headers, bodyHash: sha256(body) }),
  );
});

test('calls one after the other share a connection', async () => {
  for (let i = 0; i < 3; i++) await call('SendMessage', {});
  expect(new Set(calls.map(({ port }) => port)).size).toBe(1);
});

test('an operation that answers nothing has an empty output', async () => {
  answers = [answer(200, '')];
  expect(await call('ChangeMessageVisibility', {})).toEqual({});
});

describe('is tried again, and succeeds', () => {
  const cut: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"MessageId"');
    setTimeout(() => response.socket?.destroy(), 10);
  };

  test.each<[string, RequestListener, number]>([
    ['when the answer is lost', (incoming) => incoming.socket.destroy(), 50],
    ['when the answer is cut in the middle', cut, 50],
    ['when the service hangs', () => undefined, 50],
    ['after a 500', answer(500, '{"__type":"InternalFailure"}'), 50],
    ['after a 503 that is no JSON', answer(503, '<html>Service Unavailable</html>'), 50],
    ['after a longer wait, when it was throttled', answer(400, '{"__type":"com.amazonaws.sqs#RequestThrottled"}'), 250],
    ['after a longer wait, when a table was', answer(400, '{"__type":"ProvisionedThroughputExceededException"}'), 250],
    ['after a longer wait, when it was throttled with a 429', answer(429, ''), 250],
  ])('%s', async (_what, first, waitMs) => {
    answers = [first];
    expect(await call('SendMessage', { MessageBody: 'b' })).toEqual({ MessageId: 'm1' });
    expect(calls.map(({ body }) => body)).toEqual(['{"MessageBody":"b"}', '{"MessageBody":"b"}']);
    expect(waits).toEqual([waitMs]);
  });

  test('when the service closed the kept connection meanwhile', async () => {
    await call('SendMessage', {});
    aws.closeConnections();
    expect(await call('SendMessage', {})).toEqual({ MessageId: 'm1' });
  });
});

test('a service that stays away is tried three times, three seconds each, with longer and longer waits', async () => {
  answers = Array(5).fill(answer(500, ''));
  await expect(call('SendMessage', {})).rejects.toMatchObject({
    name: 'UnknownError',
    message: 'sqs answers 500',
    $fault: 'server',
  });
  expect(calls).toHaveLength(3);
  expect(timeouts).toEqual([3_000, 3_000, 3_000]);
  expect(waits).toEqual([50, 100]);
});

test('a call that may take so long only is not tried again after that', async () => {
  answers = Array(5).fill(answer(500, ''));
  await expect(call('GetSecretValue', {}, 120)).rejects.toMatchObject({ $fault: 'server' });
  expect(timeouts).toEqual([120, 70]);
});

describe('is tried once only', () => {
  test.each<[string, RequestListener, object]>([
    [
      'when it is denied',
      answer(403, '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User is not authorized"}'),
      { name: 'AccessDeniedException', message: 'User is not authorized', $fault: 'client', status: 403 },
    ],
    [
      'when there is no such queue',
      answer(400, '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"There is no such queue"}'),
      { name: 'QueueDoesNotExist', message: 'There is no such queue' },
    ],
    [
      'when a header tells the error',
      answer(400, '', { 'x-amzn-errortype': 'ValidationException:http://amazon.com/' }),
      { name: 'ValidationException', message: 'sqs answers 400' },
    ],
    ['when the error is no JSON', answer(403, '<html>'), { name: 'UnknownError', message: 'sqs answers 403' }],
    [
      'when the output is no JSON',
      answer(200, '{"MessageId"'),
      { message: 'sqs answers 200 with something else than a JSON object' },
    ],
    ['when the output is no object', answer(200, '[]'), { message: expect.stringContaining('JSON object') }],
  ])('%s', async (_what, only, error) => {
    answers = [only];
    await expect(call('SendMessage', {})).rejects.toMatchObject(error);
    expect(calls).toHaveLength(1);
  });
});

test('expired credentials are an error, and the call after they were replaced is signed by the new ones', async () => {
  answers = [answer(403, '{"__type":"ExpiredToken","message":"The security token is expired"}')];
  await expect(call('SendMessage', {})).rejects.toMatchObject({ name: 'ExpiredToken' });
  process.env.AWS_ACCESS_KEY_ID = 'ASIANEWNEWNEWNEWNEWN';
  process.env.AWS_SESSION_TOKEN = 'new';
  await call('SendMessage', {});
  expect(calls[1]?.headers).toMatchObject({
    authorization: expect.stringContaining('Credential=ASIANEWNEWNEWNEWNEWN/'),
    'x-amz-security-token': 'new',
  });
});

test('without credentials nothing is sent, and the error says what is missing', async () => {
  delete process.env.AWS_ACCESS_KEY_ID;
  await expect(call('SendMessage', {})).rejects.toThrow('There are no AWS credentials in the environment');
  expect(calls).toEqual([]);
});

describe('of a clock that is wrong', () => {
  const at = (date: string) =>
    answer(403, '{"__type":"InvalidSignatureException","message":"Signature expired"}', { date });

  test("a call is signed again, by AWS's clock, and so are those after it", async () => {
    answers = [at('Tue, 24 Feb 2026 12:00:00 GMT')];
    expect(await call('SendMessage', {})).toEqual({ MessageId: 'm1' });
    time.advance(1_000);
    await call('SendMessage', {});
    expect(calls.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20260224T103000Z',
      '20260224T120000Z',
      '20260224T120001Z',
    ]);
    expect(waits).toEqual([0]);
  });

  test('a signature that is wrong at the right time is not repeated', async () => {
    answers = [at('Tue, 24 Feb 2026 10:31:00 GMT')];
    await expect(call('SendMessage', {})).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  test('a clock that AWS never agrees with ends after three tries', async () => {
    answers = ['12', '14', '16', '18'].map((hour) => at(`Tue, 24 Feb 2026 ${hour}:00:00 GMT`));
    await expect(call('SendMessage', {})).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    expect(calls).toHaveLength(3);
  });
});
