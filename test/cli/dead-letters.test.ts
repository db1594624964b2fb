import type { SQSClient } from '@aws-sdk/client-sqs';
import { listDeadLetters, redrive } from '../../cli/dead-letters.ts';

interface Stored {
  id: string;
  body: string;
  group: string;
  attributes: Record<string, string>;
  isVisible: boolean;
}

interface Input {
  QueueUrl: string;
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
  MessageAttributes: Record<string, { StringValue: string }>;
  ReceiptHandle: string;
  Entries: { ReceiptHandle: string; VisibilityTimeout: number }[];
}

/** A FIFO dead-letter queue in memory, and what is sent to the queue that it belongs to. */
function fifo(...messages: [id: string, group: string][]) {
  let stored: Stored[] = messages.map(([id, group]) => ({
    id,
    body: `body of ${id}`,
    group,
    attributes: { id: `event-${id}`, event: 'message.received', reason: 'why' },
    isVisible: true,
  }));
  const sent: Input[] = [];
  const failures: string[] = [];

  const receive = () => {
    const locked = new Set(stored.filter(({ isVisible }) => !isVisible).map(({ group }) => group));
    const given = stored.filter(({ group }) => !locked.has(group)).slice(0, 10);
    for (const message of given) message.isVisible = false;
    const Messages = given.map(({ id, body, group, attributes }) => ({
      MessageId: id,
      ReceiptHandle: id,
      Body: body,
      Attributes: { MessageGroupId: group, SentTimestamp: '1700000000000' },
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }));
    return { Messages };
  };

  const send = async (command: { input: Input }) => {
    const { name } = command.constructor;
    const { input } = command;
    if (failures[0] === name) {
      failures.shift();
      throw new Error(`${name} failed`);
    }
    switch (name) {
      case 'ReceiveMessageCommand':
        return receive();
      case 'SendMessageCommand':
        sent.push(input);
        return { MessageId: 'new' };
      case 'DeleteMessageCommand':
        stored = stored.filter(({ id }) => id !== input.ReceiptHandle);
        return {};
      case 'ChangeMessageVisibilityBatchCommand':
        for (const message of stored) {
          if (input.Entries.some(({ ReceiptHandle }) => ReceiptHandle === message.id)) message.isVisible = true;
        }
        return {};
    }
    throw new Error(name);
  };

  let ids = 0;
  const client = { send } as unknown as SQSClient;
  return {
    client,
    sent,
    failures,
    left: () => stored.map(({ id, isVisible }) => (isVisible ? id : `(${id})`)),
    /** What the queue that it belongs to gives up at once. */
    park: (id: string, group: string, body: string) =>
      stored.push({ id, body, group, attributes: { reason: 'again' }, isVisible: true }),
    redrive: (messageIds?: string[], before?: () => Promise<void>) =>
      redrive(client, {
        deadLettersUrl: 'dead',
        queueUrl: 'live',
        wants: messageIds && (({ id }) => messageIds.includes(id)),
        newId: () => String(++ids),
        ...(before && { before }),
      }),
  };
}

test('what is looked at is told with its reason, and is there as before', async () => {
  const queue = fifo(['1', 'a'], ['2', 'b']);
  expect(await listDeadLetters(queue.client, 'dead')).toEqual(
    ['1', '2'].map((id, i) => ({
      id,
      body: `body of ${id}`,
      group: ['a', 'b'][i],
      parkedAt: 1_700_000_000_000,
      attributes: { id: `event-${id}`, event: 'message.received', reason: 'why' },
    })),
  );
  expect(queue.left()).toEqual(['1', '2']);
});

test('of one conversation ten are seen, and of many conversations all', async () => {
  const one = fifo(...Array.from({ length: 12 }, (_, i): [string, string] => [String(i), 'a']));
  expect(await listDeadLetters(one.client, 'dead')).toHaveLength(10);
  expect(one.left()).toHaveLength(12);
  const many = fifo(...Array.from({ length: 25 }, (_, i): [string, string] => [String(i), String(i)]));
  expect(await listDeadLetters(many.client, 'dead')).toHaveLength(25);
  expect(many.left().some((id) => id.startsWith('('))).toBe(false);
});

test('all go back to their queue as they were, in order, without the reason, and each under a new deduplication id', async () => {
  const queue = fifo(...Array.from({ length: 12 }, (_, i): [string, string] => [String(i), 'a']));
  expect(await queue.redrive()).toBe(12);
  expect(queue.sent.map(({ MessageBody }) => MessageBody)).toEqual(
    Array.from({ length: 12 }, (_, i) => `body of ${i}`),
  );
  expect(queue.sent[0]).toMatchObject({ QueueUrl: 'live', MessageGroupId: 'a' });
  expect(Object.keys(queue.sent[0]?.MessageAttributes ?? {})).toEqual(['id', 'event']);
  expect(new Set(queue.sent.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(12);
  expect(queue.left()).toEqual([]);
});

test('those that were chosen go back, and the others stay where they are', async () => {
  const queue = fifo(['1', 'a'], ['2', 'a'], ['3', 'b']);
  expect(await queue.redrive(['2'])).toBe(1);
  expect(queue.sent.map(({ MessageBody }) => MessageBody)).toEqual(['body of 2']);
  expect(queue.left()).toEqual(['1', '3']);
});

test('when the queue takes no more, what has not gone back is in the dead-letter queue', async () => {
  const queue = fifo(['1', 'a'], ['2', 'a']);
  queue.failures.push('SendMessageCommand');
  await expect(queue.redrive()).rejects.toThrow('SendMessageCommand failed');
  expect(queue.left()).toEqual(['1', '2']);
  expect(queue.sent).toEqual([]);
});

test('a message that is sent and cannot be deleted is in both queues, never in none', async () => {
  const queue = fifo(['1', 'a'], ['2', 'b']);
  queue.failures.push('DeleteMessageCommand');
  await expect(queue.redrive()).rejects.toThrow('DeleteMessageCommand failed');
  expect(queue.sent).toHaveLength(1);
  expect(queue.left()).toEqual(['(1)', '2']);
});

test('a message that is given up again meanwhile is left for the next time', async () => {
  const queue = fifo(['1', 'a'], ['2', 'b']);
  let sends = 0;
  const count = queue.redrive(undefined, async () => {
    sends += 1;
    if (sends < 5) queue.park(`again-${sends}`, 'a', 'body of 1');
  });
  expect(await count).toBe(2);
  expect(queue.left()).toEqual(['again-1', 'again-2']);
});
