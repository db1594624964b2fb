import {
  ChangeMessageVisibilityCommand,
  type MessageAttributeValue,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';
import { awsCall } from './call.ts';
import type { FifoQueue } from './fifo-queue.ts';

/** A message as it is sent, alone or in a batch. */
interface Entry {
  Id?: string | undefined;
  MessageBody: string | undefined;
  MessageGroupId?: string | undefined;
  MessageDeduplicationId?: string | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
}

/** An SQS client of one process; a queue's URL is its name. */
export function sqsClient(world: World, actor: Actor, queues: FifoQueue[]): SQSClient {
  const find = (url: string | undefined): FifoQueue => {
    const queue = queues.find(({ name }) => name === url);
    if (queue === undefined) throw new Error(`There is no queue ${url}`);
    return queue;
  };

  const send = (command: unknown): Promise<unknown> => {
    if (command instanceof SendMessageCommand) {
      const { QueueUrl, ...entry } = command.input;
      const queue = find(QueueUrl);
      return awsCall(world, {
        actor,
        what: () => `${queue.name}: send ${aboutEntry(entry)}`,
        effect: () => ({ MessageId: accept(queue, entry) }),
        describe: ({ MessageId }) => MessageId,
      });
    }
    if (command instanceof SendMessageBatchCommand) {
      const { QueueUrl, Entries = [] } = command.input;
      const queue = find(QueueUrl);
      return awsCall(world, {
        actor,
        what: () => `${queue.name}: send ${Entries.map(aboutEntry).join(', ')}`,
        effect: () => {
          const accepted = Entries.filter(() => !world.faults.strikes('partialBatch'));
          return { Successful: accepted.map((entry) => ({ Id: entry.Id, MessageId: accept(queue, entry) })) };
        },
        describe: ({ Successful }) => `${Successful.map(({ MessageId }) => MessageId).join(', ')}`,
      });
    }
    if (command instanceof ChangeMessageVisibilityCommand) {
      const { QueueUrl, ReceiptHandle = '', VisibilityTimeout = 0 } = command.input;
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
    }
    throw new Error('The simulation does not know this command');
  };
  return { send } as unknown as SQSClient;
}

function accept(queue: FifoQueue, entry: Entry): string {
  const { MessageBody = '', MessageGroupId = '', MessageDeduplicationId = '', MessageAttributes = {} } = entry;
  return queue.send({
    body: MessageBody,
    group: MessageGroupId,
    deduplicationId: MessageDeduplicationId,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([key, { StringValue }]) => [key, StringValue ?? '']),
    ),
  });
}

function aboutEntry({ MessageAttributes = {} }: Entry): string {
  return `${MessageAttributes.event?.StringValue} ${MessageAttributes.id?.StringValue}`;
}
