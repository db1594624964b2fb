import { rm } from 'node:fs/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { type CloudProcess, startCloudProcess } from '../fixtures/cloud-process.ts';
import { writeAssembly } from '../fixtures/small-stack.ts';

const queue = (Properties: object) => ({ Type: 'AWS::SQS::Queue', Properties });
const resources = {
  Standard: queue({}),
  Brief: queue({ MessageRetentionPeriod: 1 }),
  Late: queue({ DelaySeconds: 1 }),
  Small: queue({ MaximumMessageSize: 1024 }),
  Fifo: queue({ FifoQueue: true, VisibilityTimeout: 1 }),
  ByContent: queue({ FifoQueue: true, ContentBasedDeduplication: true, DeduplicationScope: 'messageGroup' }),
};
type Name = keyof typeof resources;

let cloud: CloudProcess;
let assembly: string;
beforeAll(async () => {
  const Outputs = Object.fromEntries(Object.keys(resources).map((name) => [name, { Value: { Ref: name } }]));
  assembly = await writeAssembly({ Resources: resources, Outputs });
  cloud = await startCloudProcess({ assembly });
});
afterAll(async () => {
  await cloud.stop();
  await rm(assembly, { recursive: true });
});

const url = (name: Name) => cloud.outputs[name];
const send = (name: Name, MessageBody: string, rest: Partial<SendMessageCommandInput> = {}) =>
  cloud.sqs.send(new SendMessageCommand({ QueueUrl: url(name), MessageBody, ...rest }));
const receive = async (name: Name, rest: Partial<ReceiveMessageCommandInput> = {}) => {
  const { Messages = [] } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url(name), MaxNumberOfMessages: 10, ...rest }),
  );
  return Messages;
};
const remove = (name: Name, messages: Message[]) =>
  Promise.all(
    messages.map(({ ReceiptHandle }) =>
      cloud.sqs.send(new DeleteMessageCommand({ QueueUrl: url(name), ReceiptHandle })),
    ),
  );
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const sendInGroup = (group: string, ...ids: string[]) =>
  cloud.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: url('Fifo'),
      Entries: ids.map((id, index) => ({
        Id: String(index),
        MessageBody: id,
        MessageGroupId: group,
        MessageDeduplicationId: id,
      })),
    }),
  );

describe('a FIFO queue', () => {
  test('gives as many messages of one group as it can, then those of the next', async () => {
    await sendInGroup('a', 'a1');
    await sendInGroup('b', 'b1');
    await sendInGroup('a', 'a2', 'a3');
    await sendInGroup('b', 'b2');
    const first = await receive('Fifo', { MaxNumberOfMessages: 4 });
    expect(bodies(first)).toEqual(['a1', 'a2', 'a3', 'b1']);
    expect(bodies(await receive('Fifo'))).toEqual([]);
    await remove('Fifo', first);
    const rest = await receive('Fifo');
    expect(bodies(rest)).toEqual(['b2']);
    await remove('Fifo', rest);
  });

  test('blocks a group while any of its messages is in flight, and then goes on in order', async () => {
    await sendInGroup('c', 'c1', 'c2', 'c3');
    const [one, two] = await receive('Fifo', { MaxNumberOfMessages: 2 });
    await cloud.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url('Fifo'),
        ReceiptHandle: two?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    expect(await receive('Fifo')).toEqual([]);
    await cloud.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url('Fifo'),
        ReceiptHandle: one?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    const again = await receive('Fifo');
    expect(bodies(again)).toEqual(['c1', 'c2', 'c3']);
    await remove('Fifo', again);
  });

  test('gives the messages of a group in order when their visibility timeout has ended', async () => {
    await sendInGroup('d', 'd1', 'd2', 'd3');
    await receive('Fifo');
    const again = await receive('Fifo', { WaitTimeSeconds: 3, MessageSystemAttributeNames: ['All'] });
    expect(bodies(again)).toEqual(['d1', 'd2', 'd3']);
    expect(again.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(['2', '2', '2']);
    await remove('Fifo', again);
  });

  test('compares deduplication ids across the whole queue, or within a group when its scope says so', async () => {
    await sendInGroup('e', 'same');
    await sendInGroup('f', 'same');
    expect(bodies(await receive('Fifo', { VisibilityTimeout: 600 }))).toEqual(['same']);

    await send('ByContent', 'same', { MessageGroupId: 'e' });
    await send('ByContent', 'same', { MessageGroupId: 'e' });
    await send('ByContent', 'same', { MessageGroupId: 'f', MessageDeduplicationId: 'my-id' });
    const messages = await receive('ByContent', { MessageSystemAttributeNames: ['All'] });
    expect(bodies(messages)).toEqual(['same', 'same']);
    expect(messages.map(({ Attributes }) => Attributes?.MessageDeduplicationId)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      'my-id',
    ]);
  });
});

describe('a queue', () => {
  test('gives message attributes only to those who ask', async () => {
    await send('Standard', 'x', { MessageAttributes: { a: { DataType: 'String', StringValue: '1' } } });
    const [silent] = await receive('Standard', { VisibilityTimeout: 0 });
    expect(silent).not.toHaveProperty('MessageAttributes');
    const asking = await receive('Standard', { MessageAttributeNames: ['All'] });
    expect(asking).toMatchObject([{ MessageAttributes: { a: { StringValue: '1' } } }]);
    await remove('Standard', asking);
  });

  test('wakes a caller that waits, at once', async () => {
    const waiting = receive('Standard', { WaitTimeSeconds: 10 });
    await send('Standard', 'wake up');
    const started = Date.now();
    const messages = await waiting;
    expect(bodies(messages)).toEqual(['wake up']);
    expect(Date.now() - started).toBeLessThan(500);
    await remove('Standard', messages);
  });

  test('takes no message for a caller that has hung up', async () => {
    const controller = new AbortController();
    const QueueUrl = url('Standard');
    const waiting = cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }), {
      abortSignal: controller.signal,
    });
    setTimeout(() => controller.abort(), 100);
    await expect(waiting).rejects.toThrow();
    // The hang-up and the next message travel on connections of their own: the former must arrive first.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await send('Standard', 'for somebody else');
    const messages = await receive('Standard', { WaitTimeSeconds: 1 });
    expect(bodies(messages)).toEqual(['for somebody else']);
    await remove('Standard', messages);
  });

  test('forgets messages older than its retention period, and hides new ones for its delay', async () => {
    await send('Brief', 'gone soon');
    await send('Late', 'not yet');
    expect(await receive('Late')).toEqual([]);
    expect(bodies(await receive('Late', { WaitTimeSeconds: 3 }))).toEqual(['not yet']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await receive('Brief')).toEqual([]);
  });

  test('refuses a message that is larger than it allows, 1 MiB unless it says less', async () => {
    await expect(send('Small', 'x'.repeat(1025))).rejects.toThrow('Message must be shorter than 1024 bytes');
    await expect(send('Standard', 'x'.repeat(1_048_577))).rejects.toThrow('Message must be shorter than 1048576 bytes');
    await send('Standard', 'x'.repeat(1_048_576));
    await remove('Standard', await receive('Standard'));
  });

  test('refuses to wait for longer than SQS does', async () => {
    await expect(receive('Standard', { WaitTimeSeconds: 21 })).rejects.toThrow(
      'Value 21 for parameter WaitTimeSeconds',
    );
  });

  test.each(['\0', '\x0b', '\x1f', '\uFFFE', '\uFFFF'])('refuses %j, which SQS forbids', async (character) => {
    await expect(send('Standard', `a${character}`)).rejects.toThrow('Invalid characters found');
  });

  test.each([
    ['an emoji', '👨‍👩‍👧'],
    ['the ends of each range that SQS allows', '\t\n\r \uD7FF\uE000\uFFFD\u{10000}\u{10FFFF}'],
  ])('takes %s', async (_what, body) => {
    await send('Standard', body);
    const messages = await receive('Standard');
    expect(bodies(messages)).toEqual([body]);
    await remove('Standard', messages);
  });

  test('is found by its name, and knows its ARN', async () => {
    const { QueueUrl } = await cloud.sqs.send(new GetQueueUrlCommand({ QueueName: 'Small-Standard' }));
    expect(QueueUrl).toBe(url('Standard'));
    const { Attributes } = await cloud.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    expect(Attributes).toEqual({ QueueArn: 'arn:aws:sqs:us-east-1:000000000000:Small-Standard' });
    await expect(cloud.sqs.send(new GetQueueUrlCommand({ QueueName: 'nobody' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });
});
