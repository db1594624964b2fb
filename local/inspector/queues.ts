import type { SQSClient } from '@aws-sdk/client-sqs';
import { listDeadLetters, type ParkedMessage, redrive } from '../../operations/dead-letters.ts';
import { countByState } from '../../operations/queues.ts';
import type { DeadLetterQueues } from './http/dead-letters.ts';
import type { QueueName, QueueState } from './protocol.ts';
import type { QueueStates } from './queue-watch.ts';

/** The URLs of one queue and of its dead-letter queue. */
interface QueueUrls {
  queueUrl: string;
  deadLettersUrl: string;
}

/** How many messages are in the queues, and in which state. */
export async function readQueueStates(client: SQSClient, urls: Record<QueueName, QueueUrls>): Promise<QueueStates> {
  const stateOf = async ({ queueUrl, deadLettersUrl }: QueueUrls): Promise<QueueState> => {
    const [queue, deadLetters] = await Promise.all([
      countByState(client, queueUrl),
      countByState(client, deadLettersUrl),
    ]);
    return {
      waiting: queue.visible + queue.delayed,
      inFlight: queue.inFlight,
      // Whoever looks at them makes them invisible for a moment.
      deadLetters: deadLetters.visible + deadLetters.inFlight + deadLetters.delayed,
    };
  };
  const [events, replies] = await Promise.all([stateOf(urls.events), stateOf(urls.replies)]);
  return { events, replies };
}

/** The dead-letter queues of the stack. @param numberOf the number of the event with this key, while it is kept */
export function deadLettersOf(
  client: SQSClient,
  urls: Record<QueueName, QueueUrls>,
  { newId, numberOf }: { newId(): string; numberOf(key: { id: string; event: string }): number | undefined },
): DeadLetterQueues {
  const list = async (queue: QueueName) =>
    (await listDeadLetters(client, urls[queue].deadLettersUrl)).messages.map(({ id, parkedAt, body, attributes }) => {
      const { id: eventId = '', event = '', reason } = attributes;
      const n = numberOf({ id: eventId, event });
      return {
        queue,
        messageId: id,
        at: parkedAt,
        body,
        attributes,
        ...(reason !== undefined && { reason }),
        ...(n !== undefined && { n }),
      };
    });
  return {
    list: async () => (await Promise.all([list('events'), list('replies')])).flat(),
    async redrive({ queue, messageIds }) {
      const wants = messageIds && (({ id }: ParkedMessage) => messageIds.includes(id));
      return (await redrive(client, { ...urls[queue], wants, newId })).taken;
    },
  };
}
