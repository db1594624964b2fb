import type { AwsBackend } from '../aws/replies.ts';
import { CloudError } from '../errors.ts';
import type { ResourceOf } from '../resources/resource-type.ts';
import type { queue } from '../resources/sqs.ts';

/** An implementation of SQS, with the queues of the stack in it. */
export interface Queues {
  call: AwsBackend;
  stop(): void;
}

export type QueueResource = ResourceOf<typeof queue>;

export const queueName = (queue: QueueResource): string => queue.attributes.QueueName ?? '';
export const queueArn = (queue: QueueResource): string => queue.attributes.Arn ?? '';

/**
 * The attributes of SQS's CreateQueue.
 *
 * @param redriveArn the ARN of a dead-letter queue in the template → the ARN by which the implementation knows it
 */
export function attributesOf(
  { properties }: QueueResource,
  redriveArn = (arn: string): string => arn,
): Record<string, string> {
  const { RedrivePolicy, FifoQueue } = properties;
  return {
    DelaySeconds: String(properties.DelaySeconds),
    MaximumMessageSize: String(properties.MaximumMessageSize),
    MessageRetentionPeriod: String(properties.MessageRetentionPeriod),
    ReceiveMessageWaitTimeSeconds: String(properties.ReceiveMessageWaitTimeSeconds),
    VisibilityTimeout: String(properties.VisibilityTimeout),
    ...(FifoQueue && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(properties.ContentBasedDeduplication),
      DeduplicationScope: properties.DeduplicationScope,
      FifoThroughputLimit: properties.DeduplicationScope === 'messageGroup' ? 'perMessageGroupId' : 'perQueue',
    }),
    ...(RedrivePolicy && {
      RedrivePolicy: JSON.stringify({
        ...RedrivePolicy,
        deadLetterTargetArn: redriveArn(RedrivePolicy.deadLetterTargetArn),
      }),
    }),
  };
}

/**
 * The queues in an order in which they can be made: a dead-letter queue before the queues that name it.
 *
 * @throws CloudError when a dead-letter queue is not in the stack, is of the other kind (FIFO or standard), or when
 *   queues name each other in a circle
 */
export function inOrderOfCreation(queues: QueueResource[]): QueueResource[] {
  const byArn = new Map(queues.map((queue) => [queueArn(queue), queue]));
  const ordered = new Set<QueueResource>();

  function add(queue: QueueResource, path: QueueResource[]): void {
    if (path.includes(queue)) throw new CloudError(`${queue.logicalId}: its dead-letter queues form a circle.`);
    const target = queue.properties.RedrivePolicy?.deadLetterTargetArn;
    if (target !== undefined) add(deadLetterQueue(queue, byArn.get(target)), [...path, queue]);
    ordered.add(queue);
  }

  for (const queue of queues) add(queue, []);
  return [...ordered];
}

function deadLetterQueue(queue: QueueResource, target: QueueResource | undefined): QueueResource {
  if (target === undefined) throw new CloudError(`${queue.logicalId}: its dead-letter queue is not in the stack.`);
  if (target.properties.FifoQueue !== queue.properties.FifoQueue) {
    throw new CloudError(`${queue.logicalId}: the dead-letter queue of a FIFO queue must also be a FIFO queue.`);
  }
  return target;
}
