import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { messageEntry } from '../lambdas/queue/sqs.ts';

/** A message that was given up, as it lies in its dead-letter queue. */
export interface ParkedMessage {
  id: string;
  body: string;
  /** The conversation. */
  group: string;
  /** When it was parked, epoch ms. */
  parkedAt: number;
  attributes: Record<string, string>;
}

/** For how many seconds nobody else gets what is being looked at. What fails on the way is back by then. */
const LOOK_SECONDS = 30;

/** ReceiveMessage gives at most ten messages, and the batch calls take no more. */
const LARGEST_BATCH = 10;

/**
 * Looks at what is in a dead-letter queue, and leaves it there. Of one conversation it sees ten messages at most: while some
 * of a FIFO group are being looked at, SQS gives out no others of it. A look counts as a receive.
 */
export async function listDeadLetters(client: SQSClient, deadLettersUrl: string): Promise<ParkedMessage[]> {
  const seen: Message[] = [];
  try {
    for await (const messages of received(client, deadLettersUrl)) seen.push(...messages);
  } finally {
    await giveBack(client, deadLettersUrl, seen);
  }
  return seen.map(toParkedMessage);
}

interface TakingOut {
  /** Which messages; all of them when absent. */
  wants?: ((message: ParkedMessage) => boolean) | undefined;
  /** What is done with each before it is deleted. A message is deleted only when this resolves. */
  handle(message: ParkedMessage): Promise<void>;
}

/**
 * Takes messages out of a dead-letter queue, in the order of their conversations, and goes on until nothing more comes that
 * is wanted. A message that was handled and came back meanwhile is left: what fails at once would go round for ever.
 *
 * @returns how many were taken out
 * @throws what `handle` or SQS throws; what was not handled by then is in the dead-letter queue
 */
export async function takeOut(
  client: SQSClient,
  deadLettersUrl: string,
  { wants = () => true, handle }: TakingOut,
): Promise<number> {
  const held = new Set<Message>();
  const handled = new Set<string>();
  let count = 0;
  try {
    for await (const messages of received(client, deadLettersUrl)) {
      for (const message of messages) held.add(message);
      for (const message of messages) {
        const parked = toParkedMessage(message);
        if (!wants(parked) || handled.has(contentOf(parked))) continue;
        await handle(parked);
        handled.add(contentOf(parked));
        held.delete(message);
        count += 1;
        await client.send(
          new DeleteMessageCommand({ QueueUrl: deadLettersUrl, ReceiptHandle: message.ReceiptHandle ?? '' }),
        );
      }
    }
  } finally {
    await giveBack(client, deadLettersUrl, [...held]);
  }
  return count;
}

/** What a message is known by when it is parked again, as a message with another id. */
function contentOf({ group, body }: ParkedMessage): string {
  return createHash('sha256').update(`${group} ${body}`).digest('hex');
}

interface Redriving {
  deadLettersUrl: string;
  /** The queue that they came from. */
  queueUrl: string;
  /** Which messages go back; all of them when absent. */
  wants?: TakingOut['wants'];
  /** Gives a new id each time. */
  newId(): string;
  /** Is called before each, and waited for. */
  before?(message: ParkedMessage): Promise<void>;
}

/**
 * Puts messages of a dead-letter queue back on their queue, as they were, but for the reason, in the order of their
 * conversations. Each is deleted when its queue has it: if that fails it is in both, which the ledger makes harmless. Its
 * deduplication id is new, because the queue would take no message for five minutes that it has had before.
 *
 * @returns how many went back
 * @throws what SQS answers; those that had not gone back by then are in the dead-letter queue
 */
export function redrive(
  client: SQSClient,
  { deadLettersUrl, queueUrl, wants, newId, before = async () => undefined }: Redriving,
): Promise<number> {
  const handle = async (message: ParkedMessage): Promise<void> => {
    await before(message);
    const { body, group, attributes } = message;
    const { reason, ...kept } = attributes;
    const entry = messageEntry({ body, group, deduplicateBy: newId(), attributes: kept });
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...entry }));
  };
  return takeOut(client, deadLettersUrl, { wants, handle });
}

/** Receives until nothing more comes. */
async function* received(client: SQSClient, queueUrl: string): AsyncIterable<Message[]> {
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: LARGEST_BATCH,
        VisibilityTimeout: LOOK_SECONDS,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return;
    yield Messages;
  }
}

/** Makes messages visible again. If that fails they are, a little later. */
async function giveBack(client: SQSClient, queueUrl: string, messages: Message[]): Promise<void> {
  for (let start = 0; start < messages.length; start += LARGEST_BATCH) {
    const Entries = messages.slice(start, start + LARGEST_BATCH).map(({ ReceiptHandle }, i) => ({
      Id: String(i),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries })).catch(() => undefined);
  }
}

function toParkedMessage({
  MessageId = '',
  Body = '',
  Attributes = {},
  MessageAttributes = {},
}: Message): ParkedMessage {
  const texts = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
  return {
    id: MessageId,
    body: Body,
    group: Attributes.MessageGroupId ?? MessageId,
    parkedAt: Number(Attributes.SentTimestamp ?? 0),
    attributes: Object.fromEntries(texts),
  };
}
