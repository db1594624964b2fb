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

export async function countByState(client: SQSClient, queueUrl: string): Promise<MessageCounts> {
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

/** About how many messages are in these queues together. */
export async function countMessages(client: SQSClient, queueUrls: string[]): Promise<number> {
  const counts = await Promise.all(queueUrls.map((url) => countByState(client, url)));
  return counts.reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0);
}
