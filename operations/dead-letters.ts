import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isObject, parseJson } from '../lambdas/runtime/json.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { PUT_BACK_BY, putBack } from './put-back.ts';
import { countMessages } from './queues.ts';

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

/** What was found in a dead-letter queue. */
export interface DeadLetterList {
  messages: ParkedMessage[];
  /** About how many could not be seen: SQS gives them out only when others are gone. */
  unseen: number;
}

/** ReceiveMessage gives at most ten messages, and the batch calls take no more. */
const LARGEST_BATCH = 10;

/** Long polling asks all servers of SQS; without it an answer can be empty although there are messages. In seconds. */
const WAIT_SECONDS = 1;

/** So many calls at once. A dead-letter queue answers 300 calls of a kind a second. */
const AT_ONCE = 4;

/** A look of several receivers takes less than this for each message, in ms: a second for each receive of ten. */
const LOOK_MS = 20;

/** What is added, so that whatever is in work has time to end, in seconds. */
const MARGIN_SECONDS = 30;

/** The longest visibility timeout that SQS allows, in seconds. */
const MAX_VISIBILITY_SECONDS = 12 * 60 * 60;

/**
 * Looks at what is in a dead-letter queue, and leaves it there. Of one conversation it sees ten messages at most: while
 * some of a FIFO group are being looked at, SQS gives out no others of it. A look counts as a receive. Until it is over
 * nobody else sees the messages; if it is cut off, they are back after as long as it may have taken.
 *
 * @param progress called with the number seen so far
 */
export async function listDeadLetters(
  client: SQSClient,
  deadLettersUrl: string,
  progress: (seen: number) => void = () => undefined,
): Promise<DeadLetterList> {
  const count = await countMessages(client, [deadLettersUrl]);
  const messages: ParkedMessage[] = [];
  const handles: Handles = new Map();
  const receiver = async () => {
    for (;;) {
      const fresh = await receiveNew(client, deadLettersUrl, secondsFor(count, LOOK_MS), handles);
      if (fresh.length === 0) return;
      messages.push(...fresh);
      progress(messages.length);
    }
  };
  try {
    await mapConcurrently(new Array(AT_ONCE).fill(undefined), AT_ONCE, receiver);
  } finally {
    await giveBack(client, deadLettersUrl, [...handles.values()]);
  }
  return { messages, unseen: Math.max(count - messages.length, 0) };
}

interface TakingOut {
  /** Which messages; all of them when absent. */
  wants?: ((message: ParkedMessage) => boolean) | undefined;
  /** What is done with each before it is deleted. A message is deleted only when this resolves. */
  handle(message: ParkedMessage): Promise<void>;
  /** How long that takes, in ms. */
  handleMs: number;
}

/** What became of the messages of a dead-letter queue. */
export interface TakenOut {
  taken: number;
  /** About how many could not be seen, so that nobody knows whether they were wanted. */
  unseen: number;
}

/**
 * Takes messages out of a dead-letter queue, in the order of their conversations, until a receive brings nothing new.
 *
 * @throws what `handle` or SQS throws; what was not handled by then is in the dead-letter queue
 */
export async function takeOut(
  client: SQSClient,
  deadLettersUrl: string,
  { wants = () => true, handle, handleMs }: TakingOut,
): Promise<TakenOut> {
  const count = await countMessages(client, [deadLettersUrl]);
  const handles: Handles = new Map();
  const total = { looked: 0, taken: 0 };
  try {
    for (;;) {
      const fresh = await receiveNew(client, deadLettersUrl, secondsFor(count, LOOK_MS + handleMs), handles);
      if (fresh.length === 0) break;
      total.looked += fresh.length;
      const handled: ParkedMessage[] = [];
      try {
        for (const message of fresh) {
          if (!wants(message)) continue;
          await handle(message);
          handled.push(message);
        }
      } finally {
        await remove(client, deadLettersUrl, handled, handles);
        total.taken += handled.length;
      }
    }
  } finally {
    await giveBack(client, deadLettersUrl, [...handles.values()]);
  }
  return { taken: total.taken, unseen: Math.max(count - total.looked, 0) };
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
  /** How long that takes, in ms. */
  beforeMs?: number;
}

/**
 * Puts messages of a dead-letter queue back on their queue, in the order of their conversations. Each is deleted when
 * its queue has it: if that fails it is in both, which the ledger makes harmless. What is given up again meanwhile is
 * left for the next time: it would go round without end.
 *
 * @throws what SQS answers; those that had not gone back by then are in the dead-letter queue
 */
export function redrive(
  client: SQSClient,
  { deadLettersUrl, queueUrl, wants = () => true, newId, before = async () => undefined, beforeMs = 0 }: Redriving,
): Promise<TakenOut> {
  const run = newId();
  return takeOut(client, deadLettersUrl, {
    wants: (message) => message.attributes[PUT_BACK_BY] !== run && wants(message),
    async handle(message) {
      await before(message);
      await putBack(client, queueUrl, message, { newId, run });
    },
    handleMs: beforeMs,
  });
}

/** For how many seconds nobody else gets what is received, so that none comes again while there is something to do. */
function secondsFor(count: number, msEach: number): number {
  return Math.min(MARGIN_SECONDS + Math.ceil((count * msEach) / 1_000), MAX_VISIBILITY_SECONDS);
}

/**
 * The receipt handles of what was received and is still there, by the ids of the messages; that of the last receive
 * counts.
 */
type Handles = Map<string, string>;

/** Receives up to ten messages. @returns those that were not received before */
async function receiveNew(
  client: SQSClient,
  queueUrl: string,
  visibilitySeconds: number,
  handles: Handles,
): Promise<ParkedMessage[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: LARGEST_BATCH,
      WaitTimeSeconds: WAIT_SECONDS,
      VisibilityTimeout: visibilitySeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  const fresh = Messages.filter(({ MessageId = '' }) => !handles.has(MessageId));
  for (const { MessageId = '', ReceiptHandle = '' } of Messages) handles.set(MessageId, ReceiptHandle);
  return fresh.map(toParkedMessage).map(outOfSchedule);
}

/** @throws Error when SQS does not delete one of them */
async function remove(client: SQSClient, queueUrl: string, messages: ParkedMessage[], handles: Handles): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map(({ id }, i) => ({ Id: String(i), ReceiptHandle: handles.get(id) }));
  const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  const [failed] = Failed;
  if (failed) throw new Error(`SQS did not delete ${Failed.length} messages: ${failed.Code} ${failed.Message ?? ''}`);
  for (const { id } of messages) handles.delete(id);
}

/** Makes messages visible again. If that fails they are, a little later. */
async function giveBack(client: SQSClient, queueUrl: string, handles: string[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(handles.length / LARGEST_BATCH) }, (_, i) =>
    handles.slice(i * LARGEST_BATCH, (i + 1) * LARGEST_BATCH),
  );
  await mapConcurrently(batches, AT_ONCE, async (batch) => {
    const Entries = batch.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle, VisibilityTimeout: 0 }));
    const change = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
    await client.send(change).catch(() => undefined);
  });
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

/**
 * What a schedule could not put on a queue, as if that queue had given it up. EventBridge Scheduler parks the call of
 * SendMessage, and says in attributes why it failed.
 */
function outOfSchedule(parked: ParkedMessage): ParkedMessage {
  const { SCHEDULE_ARN, ERROR_CODE, ERROR_MESSAGE } = parked.attributes;
  if (SCHEDULE_ARN === undefined) return parked;
  const reason = `The schedule could not put it on its queue: ${ERROR_CODE}: ${ERROR_MESSAGE}`;
  const call = parseJson(parked.body);
  if (!isObject(call) || typeof call.MessageBody !== 'string') {
    return { ...parked, attributes: { ...parked.attributes, reason } };
  }
  const { MessageBody, MessageGroupId, MessageAttributes } = call as Partial<SendMessageCommandInput>;
  const { attributes } = toParkedMessage({ MessageAttributes });
  return {
    ...parked,
    body: MessageBody ?? '',
    group: MessageGroupId ?? parked.group,
    attributes: { ...attributes, reason },
  };
}
