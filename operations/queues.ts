import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * About how many messages are in a queue, by whether they wait, are worked on, or were postponed before anybody had
 * them.
 */
export interface MessageCounts {
  visible: number;
  inFlight: number;
  delayed: number;
}

/** About how many messages are in these queues together. */
export async function countByState(client: SQSClient, ...queueUrls: string[]): Promise<MessageCounts> {
  const counts = await Promise.all(queueUrls.map((url) => countsOf(client, url)));
  const sum = (state: keyof MessageCounts) => counts.reduce((total, count) => total + count[state], 0);
  return { visible: sum('visible'), inFlight: sum('inFlight'), delayed: sum('delayed') };
}

/** The same, in whatever state they are. */
export async function countMessages(client: SQSClient, queueUrls: string[]): Promise<number> {
  const { visible, inFlight, delayed } = await countByState(client, ...queueUrls);
  return visible + inFlight + delayed;
}

async function countsOf(client: SQSClient, queueUrl: string): Promise<MessageCounts> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}
