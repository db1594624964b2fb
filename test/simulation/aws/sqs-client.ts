import { createHash } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';
import { awsCall } from './call.ts';
import type { FifoQueue } from './fifo-queue.ts';

/** A message as it is sent, alone or in a batch. */
interface Entry {
  Id?: string;
  MessageBody: string;
  MessageGroupId: string;
  MessageDeduplicationId: string;
  MessageAttributes: Record<string, { StringValue: string }>;
}

/** What the functions give to the operations that they call. */
interface Inputs {
  SendMessage: Entry & { QueueUrl: string };
  SendMessageBatch: { QueueUrl: string; Entries: Entry[] };
  ChangeMessageVisibility: { QueueUrl: string; ReceiptHandle: string; VisibilityTimeout: number };
}

/** SendMessageBatch takes as much as one message. */
const MAX_BATCH_BYTES = 1_048_576;

/** The SQS of one process; a queue's URL is its name. */
export function sqsClient(world: World, actor: Actor, queues: FifoQueue[]): SQSClient {
  const find = (url: string): FifoQueue => {
    const queue = queues.find(({ name }) => name === url);
    if (queue === undefined) throw new Error(`There is no queue ${url}`);
    return queue;
  };

  const operations: { [Name in keyof Inputs]: (input: Inputs[Name]) => Promise<object> } = {
    SendMessage({ QueueUrl, ...entry }) {
      const queue = find(QueueUrl);
      return awsCall(world, {
        actor,
        what: () => `${queue.name}: send ${aboutEntry(entry)}`,
        effect: () => accept(queue, entry),
        describe: ({ MessageId }) => MessageId,
      });
    },
    SendMessageBatch({ QueueUrl, Entries }) {
      const queue = find(QueueUrl);
      return awsCall(world, {
        actor,
        what: () => `${queue.name}: send ${Entries.map(aboutEntry).join(', ')}`,
        effect: () => {
          const bytes = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
          if (bytes > MAX_BATCH_BYTES) throw new Error('BatchRequestTooLong');
          const accepted = Entries.filter(() => !world.faults.strikes('partialBatch'));
          return { Successful: accepted.flatMap((entry) => acceptIfValid(queue, entry)) };
        },
        describe: ({ Successful }) => `${Successful.map(({ MessageId }) => MessageId).join(', ')}`,
      });
    },
    ChangeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout }) {
      const queue = find(QueueUrl);
      return awsCall(world, {
        actor,
        what: () => `${queue.name}: ${ReceiptHandle} visible in ${VisibilityTimeout} s`,
        effect: () => {
          if (queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000)) return {};
          world.coverage.hit('queue: stale receipt handle');
          throw new Error('The receipt handle has expired');
        },
      });
    },
  };
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: object }) => {
    const operation = operations[name.replace(/Command$/, '') as keyof Inputs] as
      | ((input: object) => Promise<object>)
      | undefined;
    if (operation === undefined) throw new Error('The simulation does not know this operation');
    return operation(input);
  };
  return { send } as unknown as SQSClient;
}

function accept(queue: FifoQueue, entry: Entry): { MessageId: string; MD5OfMessageBody: string } {
  const { MessageBody, MessageGroupId, MessageDeduplicationId, MessageAttributes } = entry;
  const messageId = queue.send({
    body: MessageBody,
    group: MessageGroupId,
    deduplicationId: MessageDeduplicationId,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([key, { StringValue }]) => [key, StringValue]),
    ),
  });
  return { MessageId: messageId, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
}

/** One entry that SQS does not take does not concern the others. */
function acceptIfValid(queue: FifoQueue, entry: Entry): { Id: string | undefined; MessageId: string }[] {
  try {
    return [{ Id: entry.Id, ...accept(queue, entry) }];
  } catch {
    return [];
  }
}

function aboutEntry({ MessageAttributes }: Entry): string {
  return `${MessageAttributes.event?.StringValue} ${MessageAttributes.id?.StringValue}`;
}
