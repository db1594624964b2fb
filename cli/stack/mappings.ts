import type { Lambda } from '@aws-sdk/client-lambda';
import type { StackQueue } from '../../operations/queue-names.ts';
import { queuesIn, queueUrlOf } from './queues.ts';
import type { Target } from './target.ts';

/** An event source mapping: what hands the messages of a queue to its function. */
export interface StackMapping {
  id: string;
  /** The queue that it reads. */
  queue: StackQueue;
  /** As Lambda says it: `Enabled`, `Disabled`, `Enabling`, … */
  state: string;
}

/** The mappings of the stack's queues. */
export async function listMappings(target: Target, lambda: Lambda): Promise<StackMapping[]> {
  const found = await Promise.all(
    queuesIn(target).map(async (queue) => {
      const EventSourceArn = queueArn(target, queueUrlOf(target, queue));
      const { EventSourceMappings = [] } = await lambda.listEventSourceMappings({ EventSourceArn });
      return EventSourceMappings.map(({ UUID = '', State = 'unknown' }) => ({ id: UUID, queue, state: State }));
    }),
  );
  return found.flat();
}

/** Lets a mapping read its queue, or not. It takes Lambda a minute or so. */
export async function enableMapping({ id }: StackMapping, isEnabled: boolean, lambda: Lambda): Promise<void> {
  await lambda.updateEventSourceMapping({ UUID: id, Enabled: isEnabled });
}

/** `https://sqs.<region>.amazonaws.com/<account>/<name>` → `arn:<partition>:sqs:<region>:<account>:<name>` */
function queueArn({ stackId, aws }: Target, queueUrl: string): string {
  const [account, name] = new URL(queueUrl).pathname.split('/').slice(-2);
  return `arn:${stackId.split(':')[1]}:sqs:${aws.region}:${account}:${name}`;
}
