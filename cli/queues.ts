import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';

/** Waiting, being worked on, and postponed. */
const COUNTS: QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

/** About how many messages are in these queues together. */
export async function countMessages(client: SQSClient, queueUrls: string[]): Promise<number> {
  const counts = await Promise.all(
    queueUrls.map(async (QueueUrl) => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: COUNTS }),
      );
      return COUNTS.map((name) => Number(Attributes[name] ?? 0));
    }),
  );
  return counts.flat().reduce((sum, count) => sum + count, 0);
}
