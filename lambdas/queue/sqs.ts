import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  EmptyBatchRequest,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueMessage } from './message.ts';

/** The longest visibility timeout that SQS allows, in seconds. */
const MAX_VISIBILITY_SECONDS = 12 * 60 * 60;

/** SendMessageBatch takes at most ten messages and, together, 1 MiB, attributes included. */
const MAX_BATCH_ENTRIES = 10;
const MAX_BATCH_BYTES = 1_048_576;

/** A message for a FIFO queue. */
export interface Outgoing {
  body: string;
  /** The conversation. */
  group: string;
  /** Two messages with one deduplication id, sent within five minutes, are one. Any text; it is hashed. */
  deduplicateBy: string;
  attributes?: Record<string, string>;
}

/**
 * Sends one message. The client compares the MD5 of what SQS took with what was sent.
 *
 * @returns the id that SQS gave it; a duplicate gets the id of the first
 */
export function sender(client: SQSClient, queueUrl: string): (message: Outgoing) => Promise<string | undefined> {
  return async (message) => {
    const command = new SendMessageCommand({ QueueUrl: queueUrl, ...messageEntry(message) });
    return (await client.send(command)).MessageId;
  };
}

/**
 * Sends messages in as few SendMessageBatch calls as their number and size allow, in order.
 *
 * @returns for each message whether SQS has it. Never throws. After one that failed, no later one of its group is sent.
 */
export function batchSender(client: SQSClient, queueUrl: string): (messages: Outgoing[]) => Promise<boolean[]> {
  return async (messages) => {
    const accepted = new Set<Outgoing>();
    const failedGroups = new Set<string>();
    for (const chunk of chunks(messages)) {
      const sendable = chunk.filter(({ group }) => !failedGroups.has(group));
      for (const message of await sendChunk(client, queueUrl, sendable)) accepted.add(message);
      for (const message of chunk) if (!accepted.has(message)) failedGroups.add(message.group);
    }
    return messages.map((message) => accepted.has(message));
  };
}

/**
 * Opens the connection to SQS, by a call that can have no effect: SQS refuses a batch without messages. It takes the
 * right to send, and no other.
 */
export async function openConnection(client: SQSClient, queueUrl: string): Promise<void> {
  try {
    await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [] }));
  } catch (error) {
    if (!(error instanceof EmptyBatchRequest)) throw error;
  }
}

async function sendChunk(client: SQSClient, queueUrl: string, messages: Outgoing[]): Promise<Outgoing[]> {
  if (messages.length === 0) return [];
  const entries = messages.map((message, i) => ({ Id: String(i), ...messageEntry(message) }));
  try {
    const { Successful = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
    );
    return messages.filter((_, i) => Successful.some(({ Id }) => Id === String(i)));
  } catch {
    return [];
  }
}

/** Makes a message visible again after so many ms, rounded up to whole seconds, at most twelve hours. */
export function postponer(
  client: SQSClient,
  queueUrl: string,
): (message: QueueMessage, afterMs: number) => Promise<void> {
  return async ({ receiptHandle }, afterMs) => {
    const seconds = Math.min(Math.max(Math.ceil(afterMs / 1000), 0), MAX_VISIBILITY_SECONDS);
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  };
}

/** The longest reason that is kept, in characters. */
const MAX_REASON = 1_000;

/** What SQS takes in no attribute: control characters, and halves of a character, which a cut can leave. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Puts a copy of a message on a dead-letter queue, with the attribute `reason`, which may hold any text. */
export function parker(
  client: SQSClient,
  deadLettersUrl: string,
): (message: QueueMessage, reason: string) => Promise<void> {
  const send = sender(client, deadLettersUrl);
  return async ({ id, body, group, attributes }, reason) => {
    const kept = reason.slice(0, MAX_REASON).replace(FORBIDDEN, '\uFFFD');
    await send({ body, group, deduplicateBy: id, attributes: { ...attributes, reason: kept } });
  };
}

/** A message as SQS takes it. */
export function messageEntry({ body, group, deduplicateBy, attributes = {} }: Outgoing) {
  return {
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: createHash('sha256').update(deduplicateBy).digest('hex'),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
}

function chunks(messages: Outgoing[]): Outgoing[][] {
  const all: Outgoing[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    const last = all.at(-1);
    if (last && last.length < MAX_BATCH_ENTRIES && bytes + size <= MAX_BATCH_BYTES) {
      last.push(message);
      bytes += size;
    } else {
      all.push([message]);
      bytes = size;
    }
  }
  return all;
}

/** The size of a message as SQS counts it, in bytes: the body, and the name, type and value of each attribute. */
function sizeOf({ body, attributes = {} }: Outgoing): number {
  const texts = Object.entries(attributes).flatMap(([name, value]) => [name, 'String', value]);
  return [body, ...texts].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}
