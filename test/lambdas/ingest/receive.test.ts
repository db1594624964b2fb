import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Door, receive } from '../../../lambdas/ingest/receive.ts';
import type { Outgoing } from '../../../lambdas/queue/sqs.ts';
import { clock } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { ALL_SAMPLES, received } from '../../support/samples.ts';

const TOKEN = 'right-token';

function open(overrides: Partial<Door> = {}) {
  const sent: Outgoing[] = [];
  const log = recordedLog();
  const door: Door = {
    readWebhookSecret: async () => JSON.stringify({ token: TOKEN }),
    enqueue: async (message) => {
      sent.push(message);
      return 'queued-1';
    },
    contactHashKey: 'k',
    now: clock().now,
    log,
    ...overrides,
  };
  const post = (body: unknown, { token = TOKEN, base64 = false } = {}) =>
    receive(request(typeof body === 'string' ? body : JSON.stringify(body), token, base64), door);
  return { post, sent, log };
}

function request(body: string, token: string, isBase64Encoded: boolean): APIGatewayProxyEventV2 {
  return { pathParameters: { token }, headers: {}, body, isBase64Encoded } as unknown as APIGatewayProxyEventV2;
}

const headers = { 'content-type': 'application/json' };

test('a delivery is on the queue, byte for byte, before the answer is 200', async () => {
  const order: string[] = [];
  const { post, sent } = open({
    enqueue: async (message) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      sent.push(message);
      order.push('enqueued');
      return undefined;
    },
  });
  const body = `{ "event":"message.received",\n "data": ${JSON.stringify(received().data)} }`;
  const answer = await post(body);
  order.push('answered');
  expect(answer).toEqual({ statusCode: 200, headers, body: '{}' });
  expect(order).toEqual(['enqueued', 'answered']);
  expect(sent).toEqual([
    {
      body,
      group: expect.stringMatching(/^[0-9a-f]{32}$/),
      deduplicateBy: 'message.received cmm04obm46zz0qv4ycjp8x6r2',
      attributes: { id: 'cmm04obm46zz0qv4ycjp8x6r2', event: 'message.received', receivedAt: String(clock().now()) },
    },
  ]);
});

test.each(ALL_SAMPLES)('%s is accepted', async (_event, body) => {
  const { post, sent } = open();
  expect(await post(body)).toMatchObject({ statusCode: 200 });
  expect(sent).toHaveLength(1);
});

test('a body that API Gateway took for binary is read as what it is', async () => {
  const { post, sent } = open();
  const body = JSON.stringify(received({ content: 'olá 😀' }));
  expect(await post(Buffer.from(body).toString('base64'), { base64: true })).toMatchObject({ statusCode: 200 });
  expect(sent[0]?.body).toBe(body);
});

test('characters that SQS forbids are escaped, and mean the same', async () => {
  const { post, sent } = open();
  const body = received({ content: 'a\uFFFEb\uFFFF' });
  expect(await post(body)).toMatchObject({ statusCode: 200 });
  expect(sent[0]?.body).toContain('a\\ufffeb\\uffff');
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual(body);
});

test.each(['', 'wrong', `${TOKEN}x`])('the token %j is refused with 401, and nothing is enqueued', async (token) => {
  const { post, sent } = open();
  expect(await post(received(), { token })).toMatchObject({ statusCode: 401 });
  expect(sent).toEqual([]);
});

test('during a rotation the token before is valid too', async () => {
  const { post } = open({ readWebhookSecret: async () => '{"token":"new","previousToken":"old"}' });
  expect(await post(received(), { token: 'new' })).toMatchObject({ statusCode: 200 });
  expect(await post(received(), { token: 'old' })).toMatchObject({ statusCode: 200 });
  expect(await post(received(), { token: 'older' })).toMatchObject({ statusCode: 401 });
});

test.each(['', 'x', '[]', '"text"', '1', 'null', '{"a":', 'a=b'])('the body %j is refused with 400', async (body) => {
  const { post, sent } = open();
  expect(await post(body)).toMatchObject({ statusCode: 400 });
  expect(sent).toEqual([]);
});

test('a body that is not UTF-8 is refused with 400', async () => {
  const { post } = open();
  const bytes = Buffer.from([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]);
  expect(await post(bytes.toString('base64'), { base64: true })).toMatchObject({ statusCode: 400 });
});

test('a body that no queue holds is refused with 413', async () => {
  const { post, sent } = open();
  expect(await post(received({ content: 'x'.repeat(1_048_576) }))).toMatchObject({ statusCode: 413 });
  expect(sent).toEqual([]);
});

test.each([
  ['SQS does not accept it', { enqueue: () => Promise.reject(new Error('away')) }],
  ['the secret cannot be read', { readWebhookSecret: () => Promise.reject(new Error('away')) }],
  ['the secret has no value', { readWebhookSecret: async () => undefined }],
  ['the secret is malformed', { readWebhookSecret: async () => 'nonsense' }],
])('the answer is 503 when %s', async (_why, overrides) => {
  const { post } = open(overrides);
  expect(await post(received())).toEqual({ statusCode: 503, headers, body: '{"error":"Try again later"}' });
});

test('nothing that is logged tells who wrote, what, or the token', async () => {
  const { post, log } = open();
  await post(received());
  await post(received(), { token: 'guess-5511999999999' });
  await post('nonsense +5511999999999');
  expect(log.steps()).toEqual(['accepted', 'refused', 'refused']);
  expect(JSON.stringify(log.lines)).not.toMatch(/5511999999999|WhatsApp name|"Hi"|right-token|guess/);
});
