import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { batchSender, type Outgoing, openConnection, parker, postponer, sender } from '../../../lambdas/queue/sqs.ts';
import { queueMessage } from '../../support/samples.ts';

type Input = Record<string, unknown> & { MessageBody?: string; Entries?: { Id: string; MessageBody: string }[] };

/** An SQS that notes what it is sent; `answer` gives the outputs, or throws the error that it answers. */
function sqsWith(answer: (input: Input) => object) {
  const inputs: Input[] = [];
  const handle = async ({ headers, body }: HttpRequest) => {
    const input = JSON.parse(new TextDecoder().decode(body));
    inputs.push({ operation: headers['x-amz-target']?.split('.')[1], ...input });
    const reply = (statusCode: number, output: object) => ({
      response: new HttpResponse({ statusCode, headers: {}, body: Buffer.from(JSON.stringify(output)) }),
    });
    try {
      return reply(200, answer(input));
    } catch (error) {
      return reply(400, { __type: (error as Error).name, message: 'No' });
    }
  };
  const requestHandler = { handle, updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) };
  const credentials = { accessKeyId: 'k', secretAccessKey: 's' };
  const client = new SQSClient({ region: 'sa-east-1', endpoint: 'http://sqs', credentials, requestHandler });
  return { client, inputs };
}

const md5 = (body = '') => createHash('md5').update(body).digest('hex');
const took = ({ MessageBody }: Input) => ({ MessageId: 'm1', MD5OfMessageBody: md5(MessageBody) });
const allSuccessful = ({ Entries = [] }: Input) => ({
  Successful: Entries.map(({ Id, MessageBody }) => ({ Id, MD5OfMessageBody: md5(MessageBody) })),
});
const outgoing = (body: string, group = 'g'): Outgoing => ({ body, group, deduplicateBy: body });

test('a message is sent with its group, a hashed deduplication id and its attributes', async () => {
  const { client, inputs } = sqsWith(took);
  expect(await sender(client, 'url')({ ...outgoing('b'), attributes: { id: 'i' } })).toBe('m1');
  expect(inputs).toEqual([
    {
      operation: 'SendMessage',
      QueueUrl: 'url',
      MessageBody: 'b',
      MessageGroupId: 'g',
      MessageDeduplicationId: '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d',
      MessageAttributes: { id: { DataType: 'String', StringValue: 'i' } },
    },
  ]);
});

test('two messages are one by their deduplication text, whatever their bodies', async () => {
  const { client, inputs } = sqsWith(took);
  for (const body of ['a', 'b']) await sender(client, 'url')({ ...outgoing(body), deduplicateBy: 'same' });
  await sender(client, 'url')({ ...outgoing('b'), deduplicateBy: 'other' });
  const [first, second, third] = inputs.map(({ MessageDeduplicationId }) => MessageDeduplicationId);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('a body that SQS did not take as it was sent is an error', async () => {
  const { client } = sqsWith(() => ({ MessageId: 'm1', MD5OfMessageBody: md5('other') }));
  await expect(sender(client, 'url')(outgoing('b'))).rejects.toThrow('InvalidChecksumError');
});

test('messages leave in one call, ten at most', async () => {
  const { client, inputs } = sqsWith(allSuccessful);
  const results = await batchSender(client, 'url')(Array.from({ length: 23 }, (_, i) => outgoing(`b${i}`)));
  expect(results).toEqual(Array(23).fill(true));
  expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([10, 10, 3]);
});

test('a call holds 1 MiB at most', async () => {
  const { client, inputs } = sqsWith(allSuccessful);
  await batchSender(client, 'url')([outgoing('x'.repeat(600_000)), outgoing('y'.repeat(600_000)), outgoing('z')]);
  expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([1, 2]);
});

test('attributes count as well as bodies', async () => {
  const { client, inputs } = sqsWith(allSuccessful);
  const attributes = { reason: 'é'.repeat(1_000) };
  // Four of these fit by their bodies, and three by all they hold.
  const message = (i: number) => ({ ...outgoing(`${i}${'x'.repeat(262_000)}`), attributes });
  await batchSender(client, 'url')([0, 1, 2, 3].map(message));
  expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([3, 1]);
});

test('the messages that SQS did not take are told apart', async () => {
  const { client } = sqsWith(() => ({ Successful: [{ Id: '1', MD5OfMessageBody: md5('b') }], Failed: [{ Id: '0' }] }));
  expect(await batchSender(client, 'url')([outgoing('a', 'g1'), outgoing('b', 'g2')])).toEqual([false, true]);
});

test('of a call in which SQS took another body than was sent no message counts as taken', async () => {
  const { client } = sqsWith(() => ({
    Successful: ['a', 'x'].map((body, i) => ({ Id: `${i}`, MD5OfMessageBody: md5(body) })),
  }));
  expect(await batchSender(client, 'url')([outgoing('a', 'g1'), outgoing('b', 'g2')])).toEqual([false, false]);
});

test('a call that fails loses all of it, and later messages of those groups are not sent before them', async () => {
  let calls = 0;
  const { client, inputs } = sqsWith((input) => {
    if (calls++ === 0) throw new Error('away');
    return allSuccessful(input);
  });
  const first = Array.from({ length: 10 }, (_, i) => outgoing(`a${i}`, 'g1'));
  expect(await batchSender(client, 'url')([...first, outgoing('b', 'g1'), outgoing('c', 'g2')])).toEqual([
    ...Array(11).fill(false),
    true,
  ]);
  expect(inputs[1]?.Entries?.map(({ MessageBody }) => MessageBody)).toEqual(['c']);
});

test.each([
  [0, 0],
  [1, 1],
  [1_001, 2],
  [-5, 0],
  [999_999_999, 43_200],
])('a message is postponed by %i ms as %i whole seconds', async (ms, seconds) => {
  const { client, inputs } = sqsWith(() => ({}));
  await postponer(client, 'url')(queueMessage(), ms);
  expect(inputs[0]).toMatchObject({ VisibilityTimeout: seconds });
});

test('a parked message keeps its attributes and gets its reason', async () => {
  const { client, inputs } = sqsWith(took);
  await parker(client, 'dead')(queueMessage({ body: 'b', attributes: { id: 'i' } }), 'because');
  expect(inputs[0]).toMatchObject({
    QueueUrl: 'dead',
    MessageBody: 'b',
    MessageAttributes: { id: { StringValue: 'i' }, reason: { StringValue: 'because' } },
  });
});

test('a reason may hold any text, cut anywhere', async () => {
  const { client, inputs } = sqsWith(took);
  await parker(client, 'dead')(queueMessage(), `\0${'x'.repeat(998)}😀`);
  expect(inputs[0]).toMatchObject({
    MessageAttributes: { reason: { StringValue: `\uFFFD${'x'.repeat(998)}\uFFFD` } },
  });
});

describe('a connection is opened', () => {
  const refuse = (name: string) => () => {
    throw Object.assign(new Error('No'), { name });
  };

  test('by a batch without messages, which SQS refuses', async () => {
    const { client, inputs } = sqsWith(refuse('EmptyBatchRequest'));
    await openConnection(client, 'url');
    expect(inputs).toEqual([{ operation: 'SendMessageBatch', QueueUrl: 'url', Entries: [] }]);
  });

  test('or not, when SQS refuses it for another reason', async () => {
    const { client } = sqsWith(refuse('AccessDenied'));
    await expect(openConnection(client, 'url')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
