import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { answerAws, type SimulatorSettings } from '../../bench/simulator/answers.ts';
import { md5OfAttributes } from '../../bench/simulator/md5.ts';
import { conversationRecords } from '../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../lambdas/ledger/events.ts';
import type { Item, Key, Table } from '../../lambdas/ledger/table.ts';

const FRESH = { ledger: 'empty' } as const;
const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

test('the digest of attributes is the one that moto gives, another simulator for SQS, whatever their order', () => {
  const attributes = { id: attribute('1'), event: attribute('message.received') };
  const { id, event } = attributes;
  expect(md5OfAttributes(attributes)).toBe('dd99d3d504e4c3d199c35b171209cc3f');
  expect(md5OfAttributes({ event, id })).toBe(md5OfAttributes(attributes));
});

test('a message is accepted with the digests that the SDK compares', () => {
  const input = { MessageBody: 'Hi', MessageAttributes: { id: attribute('1') } };
  expect(answerAws('AmazonSQS.SendMessage', input, FRESH)).toMatchObject({
    status: 200,
    body: { MD5OfMessageBody: 'c1a5298f939e87e8f962a5edfc206918', MD5OfMessageAttributes: expect.any(String) },
  });
});

test('each message of a batch is accepted under its own id', () => {
  const Entries = ['0', '1'].map((Id) => ({ Id, MessageBody: 'Hi' }));
  const { body } = answerAws('AmazonSQS.SendMessageBatch', { Entries }, FRESH);
  expect(body).toMatchObject({ Successful: [{ Id: '0' }, { Id: '1' }], Failed: [] });
});

test('an empty batch is refused by its name, as SQS does', () => {
  const { status, body } = answerAws('AmazonSQS.SendMessageBatch', { Entries: [] }, FRESH);
  expect({ status, body }).toEqual({ status: 400, body: { __type: 'com.amazonaws.sqs#EmptyBatchRequest' } });
});

describe('a write that is made under a condition', () => {
  const input = { Item: { id: { S: '1' }, event: { S: 'message.received' } }, ConditionExpression: 'c' };
  const put = (ledger: 'empty' | 'events', item: object) => answerAws('DynamoDB_20120810.PutItem', item, { ledger });

  test('succeeds while events are new', () => {
    expect(put('empty', input)).toEqual({ status: 200, body: {} });
  });

  test('fails for a duplicate, and shows the record that is done', () => {
    expect(put('events', input)).toMatchObject({
      status: 400,
      body: {
        __type: expect.stringContaining('ConditionalCheckFailed'),
        Item: { ...input.Item, state: { S: 'done' } },
      },
    });
  });

  test('without the condition succeeds even then', () => {
    expect(put('events', { Item: input.Item })).toMatchObject({ status: 200 });
  });
});

describe('a read', () => {
  const get = (ledger: SimulatorSettings['ledger'], key: Key): Item | undefined => {
    const { body } = answerAws('DynamoDB_20120810.GetItem', { Key: marshall(key) }, { ledger });
    const { Item } = body as { Item?: Record<string, AttributeValue> };
    return Item && unmarshall(Item);
  };
  const knows = (ledger: SimulatorSettings['ledger']) => {
    const table = { get: async (key: Key) => get(ledger, key) } as Partial<Table> as Table;
    const settings = { now: Date.now, newOwner: () => 'o', leaseMs: 1, retentionMs: 1 };
    return { events: eventRecords(table, settings), ...conversationRecords(table, settings, async () => true) };
  };

  test('finds nothing while contacts are new', async () => {
    expect(await knows('empty').read('c')).toMatchObject({ version: 0, decisions: {} });
  });

  test('finds a conversation with one decision, about an event that is done', async () => {
    const { events, read } = knows('conversations');
    const { version, decisions } = await read('c');
    const [{ cause } = { cause: { id: '', event: '' } }] = Object.values(decisions);
    expect([version, Object.keys(decisions), await events.isDone(cause)]).toEqual([1, ['reply#before'], true]);
  });
});

test('an operation that it does not know is refused', () => {
  expect(answerAws('AmazonSQS.PurgeQueue', {}, FRESH).status).toBe(400);
});
