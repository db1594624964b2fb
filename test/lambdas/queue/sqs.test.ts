import { createHash } from 'node:crypto';
import { AwsError } from '../../../lambdas/aws/aws-error.ts';
import type { AwsCall } from '../../../lambdas/aws/call.ts';
import { batchSender, type Outgoing, openConnection, parker, postponer, sender } from '../../../lambdas/queue/sqs.ts';
import { queueMessage } from '../../support/samples.ts';

type Input = Record<string, unknown> & { MessageBody?: string; Entries?: { Id: string; MessageBody: string }[] };

/** An SQS that notes what it is sent; `answer` gives the outputs. */
function sqsWith(answer: (input: Input) => object) {
  const inputs: Input[] = [];
  const call: AwsCall = async (operation, input) => {
    inputs.push({ operation, ...input });
    return { ...answer({ ...input }) };
  };
  return { call, inputs };
}

const md5 = (body = '') => createHash('md5').update(body).digest('hex');
const took = ({ MessageBody }: Input) => ({ MessageId: 'm1', MD5OfMessageBody: md5(MessageBody) });
const allSuccessful = ({ Entries = [] }: Input) => ({
  Successful: Entries.map(({ Id, MessageBody }) => ({ Id, MD5OfMessageBody: md5(MessageBody) })),
});
const outgoing = (body: string, group = 'g'): Outgoing => ({ body, group, deduplicateBy: body });

test('a message is sent with its group, a hashed deduplication id and its attributes', async () => {
  const { call, inputs } = sqsWith(took);
  expect(await sender(call, 'url')({ ...outgoing('b'), attributes: { id: 'i' } })).toBe('m1');
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

test('a body that SQS did not take as it was sent is an error', async () => {
  const { call } = sqsWith(() => ({ MessageId: 'm1', MD5OfMessageBody: md5('other') }));
  await expect(sender(call, 'url')(outgoing('b'))).rejects.toThrow('SQS took another body than was sent');
});

test('messages leave in one call, ten at most', async () => {
  const { call, inputs } = sqsWith(allSuccessful);
  const results = await batchSender(call, 'url')(Array.from({ length: 23 }, (_, i) => outgoing(`b${i}`)));
  expect(results).toEqual(Array(23).fill(true));
  expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([10, 10, 3]);
});

test('a call holds 1 MiB at most', async () => {
  const { call, inputs } = sqsWith(allSuccessful);
  await batchSender(call, 'url')([outgoing('x'.repeat(600_000)), outgoing('y'.repeat(600_000)), outgoing('z')]);
  expect(inputs.map(({ Entries }) => Entries?.length)).toEqual([1, 2]);
});

test('the messages that SQS did not take are told apart', async () => {
  const { call } = sqsWith(() => ({ Successful: [{ Id: '1', MD5OfMessageBody: md5('b') }], Failed: [{ Id: '0' }] }));
  expect(await batchSender(call, 'url')([outgoing('a', 'g1'), outgoing('b', 'g2')])).toEqual([false, true]);
});

test('a message whose body SQS did not take as it was sent does not count as taken', async () => {
  const { call } = sqsWith(() => ({
    Successful: ['a', 'x'].map((body, i) => ({ Id: `${i}`, MD5OfMessageBody: md5(body) })),
  }));
  expect(await batchSender(call, 'url')([outgoing('a', 'g1'), outgoing('b', 'g2')])).toEqual([true, false]);
});

test('a call that fails loses all of it, and later messages of those groups are not sent before them', async () => {
  let calls = 0;
  const { call, inputs } = sqsWith((input) => {
    if (calls++ === 0) throw new Error('away');
    return allSuccessful(input);
  });
  const first = Array.from({ length: 10 }, (_, i) => outgoing(`a${i}`, 'g1'));
  expect(await batchSender(call, 'url')([...first, outgoing('b', 'g1'), outgoing('c', 'g2')])).toEqual([
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
  const { call, inputs } = sqsWith(() => ({}));
  await postponer(call, 'url')(queueMessage(), ms);
  expect(inputs[0]).toMatchObject({ VisibilityTimeout: seconds });
});

test('a parked message keeps its attributes and gets its reason', async () => {
  const { call, inputs } = sqsWith(took);
  await parker(call, 'dead')(queueMessage({ body: 'b', attributes: { id: 'i' } }), 'because');
  expect(inputs[0]).toMatchObject({
    QueueUrl: 'dead',
    MessageBody: 'b',
    MessageAttributes: { id: { StringValue: 'i' }, reason: { StringValue: 'because' } },
  });
});

test('a reason may hold any text, cut anywhere', async () => {
  const { call, inputs } = sqsWith(took);
  await parker(call, 'dead')(queueMessage(), `\0${'x'.repeat(998)}😀`);
  expect(inputs[0]).toMatchObject({
    MessageAttributes: { reason: { StringValue: `\uFFFD${'x'.repeat(998)}\uFFFD` } },
  });
});

describe('a connection is opened', () => {
  const refuse = (name: string) => () => {
    throw new AwsError(name, 'No', { status: 400, headers: {} });
  };

  test('by a batch without messages, which SQS refuses', async () => {
    const { call, inputs } = sqsWith(refuse('EmptyBatchRequest'));
    await openConnection(call, 'url', 2_000);
    expect(inputs).toEqual([{ operation: 'SendMessageBatch', QueueUrl: 'url', Entries: [] }]);
  });

  test('or not, when SQS refuses it for another reason', async () => {
    const { call } = sqsWith(refuse('AccessDenied'));
    await expect(openConnection(call, 'url', 2_000)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
