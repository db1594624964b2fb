import type { SQSClient } from '@aws-sdk/client-sqs';
import { listDeadLetters, redrive, takeOut } from '../../operations/dead-letters.ts';

interface Stored {
  id: string;
  body: string;
  group: string;
  attributes: Record<string, string>;
  /** Until when it is in flight, in ms. */
  hiddenUntil: number;
}

interface Input {
  QueueUrl: string;
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
  MessageAttributes: Record<string, { StringValue: string }>;
  VisibilityTimeout: number;
  WaitTimeSeconds?: number;
  Entries: { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[];
}

/** More calls than any command needs: a test that makes them would never end. */
const TOO_MANY_CALLS = 20_000;

/**
 * A FIFO dead-letter queue in memory, and what is sent to the queue that it belongs to. It has a clock of its own: each
 * call takes so many ms. Without long polling every second receive asks servers that have nothing.
 */
function fifo(messages: [id: string, group: string, body?: string][], callMs = 50) {
  const stored = new Map<string, Stored>();
  const park = (id: string, group: string, body: string, attributes: Record<string, string>) =>
    stored.set(id, { id, body, group, attributes, hiddenUntil: 0 });
  for (const [id, group, body = `body of ${id}`] of messages) {
    park(id, group, body, { id: `event-${id}`, event: 'message.received', reason: 'why' });
  }
  let time = 0;
  let calls = 0;
  const sent: Input[] = [];
  const failures: string[] = [];
  const isHidden = ({ hiddenUntil }: Stored) => hiddenUntil > time;

  const receive = ({ VisibilityTimeout, WaitTimeSeconds = 0 }: Input) => {
    if (WaitTimeSeconds === 0 && calls % 2 === 0) return {};
    const locked = new Set<string>();
    for (const message of stored.values()) if (isHidden(message)) locked.add(message.group);
    const given: Stored[] = [];
    for (const message of stored.values()) {
      if (given.length === 10) break;
      if (!locked.has(message.group)) given.push(message);
    }
    for (const message of given) message.hiddenUntil = time + VisibilityTimeout * 1_000;
    const Messages = given.map(({ id, body, group, attributes, hiddenUntil }) => ({
      MessageId: id,
      ReceiptHandle: `${id} until ${hiddenUntil}`,
      Body: body,
      Attributes: { MessageGroupId: group, SentTimestamp: '1700000000000' },
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }));
    return { Messages };
  };

  /** A receipt handle is good while its message is in flight. */
  const held = (handle: string) => {
    const [id = '', until] = handle.split(' until ');
    const message = stored.get(id);
    return message?.hiddenUntil === Number(until) && isHidden(message) ? message : undefined;
  };

  const send = async (command: { input: Input }) => {
    const { name } = command.constructor;
    const { input } = command;
    time += callMs;
    calls += 1;
    if (calls > TOO_MANY_CALLS) throw new Error('It does not come to an end');
    if (failures[0] === name) {
      failures.shift();
      throw new Error(`${name} failed`);
    }
    switch (name) {
      case 'GetQueueAttributesCommand':
        return { Attributes: { ApproximateNumberOfMessages: String(stored.size) } };
      case 'ReceiveMessageCommand':
        return receive(input);
      case 'SendMessageCommand':
        sent.push(input);
        return { MessageId: 'new' };
      case 'DeleteMessageBatchCommand': {
        const isGone = ({ ReceiptHandle }: { ReceiptHandle: string }) => stored.delete(held(ReceiptHandle)?.id ?? '');
        return { Failed: input.Entries.filter((entry) => !isGone(entry)) };
      }
      case 'ChangeMessageVisibilityBatchCommand':
        for (const { ReceiptHandle, VisibilityTimeout } of input.Entries) {
          const message = held(ReceiptHandle);
          if (message) message.hiddenUntil = time + VisibilityTimeout * 1_000;
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
    park,
    left: () => [...stored.values()].map((message) => (isHidden(message) ? `(${message.id})` : message.id)),
    bodies: () => sent.map(({ MessageBody }) => MessageBody),
    pass: (ms: number) => {
      time += ms;
    },
    /** The queue that it belongs to gives up at once what was sent to it last. */
    parkAgain(id: string) {
      const { MessageGroupId, MessageBody, MessageAttributes } = sent.at(-1) as Input;
      const kept = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]);
      park(id, MessageGroupId, MessageBody, { ...Object.fromEntries(kept), reason: 'again' });
    },
    list: () => listDeadLetters(client, 'dead'),
    redrive: (wanted?: string[], before?: () => Promise<void>, beforeMs?: number) =>
      redrive(client, {
        deadLettersUrl: 'dead',
        queueUrl: 'live',
        wants: wanted && (({ id }) => wanted.includes(id)),
        newId: () => String(++ids),
        ...(before && { before }),
        ...(beforeMs !== undefined && { beforeMs }),
      }),
  };
}

/** So many messages, each of a conversation of its own or all of one. */
const many = (count: number, group?: string) =>
  Array.from({ length: count }, (_, i): [string, string] => [String(i), group ?? `g${i}`]);

/**
 * So many that, with calls that take so long, the first are visible again after half a minute, before the last is seen.
 */
const TOO_MANY_FOR_HALF_A_MINUTE = 3_000;
const SLOW_CALL_MS = 200;

describe('a look', () => {
  test('tells each message with its reason, and leaves it as before', async () => {
    const queue = fifo([
      ['1', 'a'],
      ['2', 'b'],
    ]);
    expect(await queue.list()).toEqual({
      messages: ['1', '2'].map((id, i) => ({
        id,
        body: `body of ${id}`,
        group: ['a', 'b'][i],
        parkedAt: 1_700_000_000_000,
        attributes: { id: `event-${id}`, event: 'message.received', reason: 'why' },
      })),
      unseen: 0,
    });
    expect(queue.left()).toEqual(['1', '2']);
  });

  test('finds the message in what a schedule could not put on its queue, with the reason', async () => {
    const queue = fifo([]);
    const failed = { ERROR_CODE: 'QueueDoesNotExist', ERROR_MESSAGE: 'Gone', SCHEDULE_ARN: 'arn:aws:scheduler:…' };
    const MessageAttributes = { id: { DataType: 'String', StringValue: 'send#1' } };
    const call = { QueueUrl: 'live', MessageBody: 'job', MessageGroupId: 'conversation', MessageAttributes };
    queue.park('1', '1', JSON.stringify(call), failed);
    queue.park('2', '2', 'no call', failed);
    const reason = 'The schedule could not put it on its queue: QueueDoesNotExist: Gone';
    expect((await queue.list()).messages).toMatchObject([
      { id: '1', body: 'job', group: 'conversation', attributes: { id: 'send#1', reason } },
      { id: '2', body: 'no call', group: '2', attributes: { reason } },
    ]);
    await queue.redrive(['1']);
    expect(queue.sent).toMatchObject([{ QueueUrl: 'live', MessageBody: 'job', MessageGroupId: 'conversation' }]);
    expect(queue.left()).toEqual(['2']);
  });

  test('sees ten of one conversation, and counts those that stand behind them', async () => {
    const queue = fifo(many(12, 'a'));
    expect(await queue.list()).toMatchObject({ messages: { length: 10 }, unseen: 2 });
    expect(queue.left()).toEqual(many(12).map(([id]) => id));
  });

  test('sees each message of a large queue once, in the end gives all of them back, and ends', async () => {
    const queue = fifo(many(TOO_MANY_FOR_HALF_A_MINUTE), SLOW_CALL_MS);
    const { messages, unseen } = await queue.list();
    expect(new Set(messages.map(({ id }) => id)).size).toBe(TOO_MANY_FOR_HALF_A_MINUTE);
    expect({ count: messages.length, unseen }).toEqual({ count: TOO_MANY_FOR_HALF_A_MINUTE, unseen: 0 });
    expect(queue.left().some((id) => id.startsWith('('))).toBe(false);
  });

  test('ends although messages come again meanwhile, because SQS is slower than it ever was', async () => {
    const queue = fifo(many(200), 20_000);
    const { messages } = await queue.list();
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
    expect(messages.length).toBeGreaterThan(0);
  });

  test('that SQS cuts off gives back what it had', async () => {
    const queue = fifo(many(30));
    queue.failures.push('ReceiveMessageCommand');
    await expect(queue.list()).rejects.toThrow('ReceiveMessageCommand failed');
    expect(queue.left().some((id) => id.startsWith('('))).toBe(false);
  });
});

describe('a redrive', () => {
  test('puts all back as they were, in order, without the reason, each under a new deduplication id', async () => {
    const queue = fifo(many(12, 'a'));
    expect(await queue.redrive()).toEqual({ taken: 12, unseen: 0 });
    expect(queue.bodies()).toEqual(many(12).map(([id]) => `body of ${id}`));
    expect(queue.sent[0]).toMatchObject({ QueueUrl: 'live', MessageGroupId: 'a' });
    expect(queue.sent[0]?.MessageAttributes).toMatchObject({ id: { StringValue: 'event-0' } });
    expect(queue.sent[0]?.MessageAttributes).not.toHaveProperty('reason');
    expect(new Set(queue.sent.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(12);
    expect(queue.left()).toEqual([]);
  });

  test('puts those back that were chosen, and leaves the others where they are', async () => {
    const queue = fifo([
      ['1', 'a'],
      ['2', 'a'],
      ['3', 'b'],
    ]);
    expect(await queue.redrive(['2'])).toEqual({ taken: 1, unseen: 0 });
    expect(queue.bodies()).toEqual(['body of 2']);
    expect(queue.left()).toEqual(['1', '3']);
  });

  test('finds what was chosen at the end of a large queue, at the pace that was asked for', async () => {
    const queue = fifo(many(TOO_MANY_FOR_HALF_A_MINUTE), SLOW_CALL_MS);
    const last = String(TOO_MANY_FOR_HALF_A_MINUTE - 1);
    const pace = async () => queue.pass(1_000);
    expect(await queue.redrive(['0', '1500', last], pace, 1_000)).toEqual({ taken: 3, unseen: 0 });
    expect(queue.bodies()).toEqual(['body of 0', 'body of 1500', `body of ${last}`]);
    expect(queue.left().some((id) => id.startsWith('('))).toBe(false);
  });

  test('counts what stands behind others that were not chosen', async () => {
    const queue = fifo(many(12, 'a'));
    expect(await queue.redrive(['11'])).toEqual({ taken: 0, unseen: 2 });
  });

  test('leaves no second message with the same body', async () => {
    const queue = fifo([
      ['1', 'a', 'Hi'],
      ['2', 'a', 'Hi'],
      ['3', 'b', 'Hi'],
    ]);
    expect(await queue.redrive()).toEqual({ taken: 3, unseen: 0 });
    expect(queue.left()).toEqual([]);
  });

  test('leaves what is given up again meanwhile for the next time, which takes it', async () => {
    const queue = fifo([
      ['1', 'a'],
      ['2', 'b'],
    ]);
    let sends = 0;
    const before = async () => {
      if (++sends === 2) queue.parkAgain('1 again');
    };
    expect(await queue.redrive(undefined, before)).toMatchObject({ taken: 2 });
    expect(queue.left()).toEqual(['1 again']);
    expect(await queue.redrive()).toMatchObject({ taken: 1 });
    expect(queue.left()).toEqual([]);
  });

  test('that the queue takes no more of leaves the rest in the dead-letter queue', async () => {
    const queue = fifo([
      ['1', 'a'],
      ['2', 'a'],
    ]);
    queue.failures.push('SendMessageCommand');
    await expect(queue.redrive()).rejects.toThrow('SendMessageCommand failed');
    expect(queue.left()).toEqual(['1', '2']);
    expect(queue.sent).toEqual([]);
  });

  test('that cannot delete what it sent leaves it in both queues, never in none', async () => {
    const queue = fifo([['1', 'a']]);
    queue.failures.push('DeleteMessageBatchCommand');
    await expect(queue.redrive()).rejects.toThrow('DeleteMessageBatchCommand failed');
    expect(queue.sent).toHaveLength(1);
    expect(queue.left()).toEqual(['1']);
  });
});

test('what was handled is deleted, also when the next of its batch is not', async () => {
  const queue = fifo(many(3, 'a'));
  const handle = async ({ id }: { id: string }) => {
    if (id === '1') throw new Error('The disk is full');
  };
  await expect(takeOut(queue.client, 'dead', { handle, handleMs: 1 })).rejects.toThrow('The disk is full');
  expect(queue.left()).toEqual(['1', '2']);
});

test('a message whose time is over before it is deleted is told, because it is still there', async () => {
  const queue = fifo(many(1));
  const handle = async () => queue.pass(60_000);
  await expect(takeOut(queue.client, 'dead', { handle, handleMs: 0 })).rejects.toThrow('SQS did not delete 1 messages');
});
