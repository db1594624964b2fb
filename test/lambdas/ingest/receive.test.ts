import crypto from 'node:crypto';
import { cached } from '../../../lambdas/aws/secrets.ts';
import type { Endpoint } from '../../../lambdas/ingest/receive.ts';
import { clock } from '../../support/clock.ts';
import { openEndpoint, TOKEN } from '../../support/endpoint.ts';
import { recordedLog } from '../../support/log.ts';
import { ALL_SAMPLES, received } from '../../support/samples.ts';

const headers = { 'content-type': 'application/json' };
const MESSAGE = JSON.stringify(received());

test('a delivery is on the queue, byte for byte, before the answer is 200', async () => {
  const order: string[] = [];
  const { post, sent, time } = openEndpoint({
    enqueue: async (message) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      sent.push(message);
      order.push('enqueued');
      return undefined;
    },
  });
  const body = `{ "event":"message.received",\n "data": ${JSON.stringify(received().data)} }`;
  const answer = await post({ body });
  order.push('answered');
  expect(answer).toEqual({ statusCode: 200, headers, body: '{}' });
  expect(order).toEqual(['enqueued', 'answered']);
  expect(sent).toEqual([
    {
      body,
      group: expect.stringMatching(/^[0-9a-f]{32}$/),
      deduplicateBy: 'message.received cmm04obm46zz0qv4ycjp8x6r2',
      attributes: {
        id: 'cmm04obm46zz0qv4ycjp8x6r2',
        event: 'message.received',
        receivedAt: String(time.now()),
        others: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    },
  ]);
});

test.each(ALL_SAMPLES)('%s is accepted', async (_event, body) => {
  const { post, sent } = openEndpoint();
  expect(await post({ body: JSON.stringify(body) })).toMatchObject({ statusCode: 200 });
  expect(sent).toHaveLength(1);
});

test('characters that SQS forbids are escaped, and mean the same', async () => {
  const { post, sent } = openEndpoint();
  const body = received({ content: 'a\uFFFEb\uFFFF' });
  expect(await post({ body: JSON.stringify(body) })).toMatchObject({ statusCode: 200 });
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual(body);
});

test('bytes that became replacement characters on their way are refused like the bytes themselves', async () => {
  const { post, sent } = openEndpoint();
  const bytes = Buffer.from([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]);
  const replaced = { body: bytes.toString(), headers: { 'content-length': String(bytes.length) } };
  expect(await post(replaced)).toEqual({ statusCode: 400, headers, body: '{"error":"The body must be UTF-8"}' });
  expect(await post({ body: replaced.body })).toMatchObject({ statusCode: 200 });
  expect(sent).toHaveLength(1);
});

test('a token that has just become valid lets in at once, and the old one until the rotation is over', async () => {
  const time = clock();
  const store = { secret: '{"token":"old"}' };
  const readWebhookSecret = cached(async () => store.secret, time.now, recordedLog());
  const { post } = openEndpoint({ readWebhookSecret }, time);
  const answerTo = async (token: string) => (await post({ token, body: MESSAGE })).statusCode;
  expect(await answerTo('old')).toBe(200);
  time.advance(60_000);
  store.secret = '{"token":"new","previousToken":"old"}';
  expect([await answerTo('new'), await answerTo('old')]).toEqual([200, 200]);
  store.secret = '{"token":"new"}';
  time.advance(5 * 60_000);
  expect([await answerTo('new'), await answerTo('old')]).toEqual([200, 401]);
});

test('strangers cannot make the secret be read more than twice a minute', async () => {
  const time = clock();
  let reads = 0;
  const read = async () => {
    reads++;
    return JSON.stringify({ token: TOKEN });
  };
  const { post } = openEndpoint({ readWebhookSecret: cached(read, time.now, recordedLog()) }, time);
  for (let i = 0; i < 600; i++) {
    await post({ token: 'guess', body: MESSAGE });
    time.advance(100);
  }
  expect(reads).toBeLessThanOrEqual(3);
});

test('while the secret cannot be read again, the endpoint works by the last one, and closes after an hour', async () => {
  const time = clock();
  const store = { reachable: true };
  const read = async () => {
    if (!store.reachable) throw new Error('away');
    return JSON.stringify({ token: TOKEN });
  };
  const { post } = openEndpoint({ readWebhookSecret: cached(read, time.now, recordedLog()) }, time);
  const answer = async () => (await post({ body: MESSAGE })).statusCode;
  expect(await answer()).toBe(200);
  store.reachable = false;
  time.advance(59 * 60_000);
  expect(await answer()).toBe(200);
  expect((await post({ token: 'guess', body: MESSAGE })).statusCode).toBe(401);
  time.advance(60_000);
  expect(await answer()).toBe(503);
});

const SIGNED = {
  header: 'x-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: '',
  secretEncoding: 'utf8',
  content: '{body}',
} as const;

const unavailable: [string, Partial<Endpoint>][] = [
  ['SQS does not accept it', { enqueue: () => Promise.reject(new Error('away')) }],
  ['the secret cannot be read', { readWebhookSecret: () => Promise.reject(new Error('away')) }],
  ['the secret has no value', { readWebhookSecret: async () => undefined }],
  ['the secret is no JSON', { readWebhookSecret: async () => 'nonsense' }],
  ['the secret has no token', { readWebhookSecret: async () => '{"signingSecret":"key"}' }],
  ['the token is empty', { readWebhookSecret: async () => '{"token":""}' }],
  ['the token is no text', { readWebhookSecret: async () => '{"token":["right-token"]}' }],
  ['there is no signing secret to verify by', { policy: { token: true, signature: SIGNED } }],
  [
    'the signing secret holds nothing',
    {
      policy: { token: false, signature: { ...SIGNED, secretEncoding: 'base64' } },
      readWebhookSecret: async () => '{"signingSecret":"whsec_"}',
    },
  ],
];

test.each(unavailable)('the answer is 503 when %s', async (_why, overrides) => {
  const { post } = openEndpoint(overrides);
  expect(await post({ body: MESSAGE })).toEqual({ statusCode: 503, headers, body: '{"error":"Try again later"}' });
});

test('whatever is missing or wrong, a refusal costs the same digests', async () => {
  const hmacs = jest.spyOn(crypto, 'createHmac');
  const hashes = jest.spyOn(crypto, 'createHash');
  const { post } = openEndpoint({
    policy: { token: true, signature: SIGNED },
    readWebhookSecret: async () => JSON.stringify({ token: TOKEN, signingSecret: 'key' }),
  });
  const costOf = async (token: string, signature?: string) => {
    hmacs.mockClear();
    hashes.mockClear();
    const answer = await post({ token, headers: signature ? { 'x-signature': signature } : {}, body: MESSAGE });
    expect(answer.statusCode).toBe(401);
    return { hmacs: hmacs.mock.calls.length, comparisons: hashes.mock.calls.length };
  };
  const right = crypto.createHmac('sha256', 'key').update(MESSAGE).digest('hex');
  const missing = await costOf(TOKEN);
  expect(await costOf(TOKEN, '0'.repeat(64))).toEqual(missing);
  expect(await costOf('wrong')).toEqual(missing);
  expect(await costOf('wrong', right)).toEqual(missing);
  expect(missing.hmacs).toBe(1);
  jest.restoreAllMocks();
});

test('strangers cost one line in ten seconds, which counts the others', async () => {
  const { post, log, time } = openEndpoint();
  const knock = () => post({ token: 'guess', body: MESSAGE });
  for (let i = 0; i < 1_000; i++) await knock();
  time.advance(10_000);
  await knock();
  expect(log.lines).toEqual([
    { level: 'warn', step: 'refused', fields: { status: 401, reason: 'token-mismatch', omitted: 0 } },
    { level: 'warn', step: 'refused', fields: { status: 401, reason: 'token-mismatch', omitted: 999 } },
  ]);
});

test('nothing that is logged tells who wrote, what, or the token', async () => {
  const { post, log } = openEndpoint();
  await post({ body: MESSAGE });
  await post({ token: 'guess-5511999999999', body: MESSAGE });
  await post({ body: 'nonsense +5511999999999' });
  expect(log.steps()).toEqual(['headers', 'accepted', 'refused', 'refused']);
  expect(JSON.stringify(log.lines)).not.toMatch(/5511999999999|WhatsApp name|"Hi"|right-token|guess/);
});
