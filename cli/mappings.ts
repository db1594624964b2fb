import { isObject, text } from '../lambdas/pilot-status/events.ts';
import type { CallAws } from './aws-call.ts';
import { outputOf, type Target } from './target.ts';

/** An event source mapping: what hands the messages of a queue to its function. */
export interface Mapping {
  id: string;
  /** The queue that it reads: `events` or `replies`. */
  queue: string;
  /** As Lambda says it: `Enabled`, `Disabled`, `Enabling`, … */
  state: string;
}

const PATH = '/2015-03-31/event-source-mappings/';

const QUEUES = [
  ['events', 'EventsQueueUrl'],
  ['replies', 'RepliesQueueUrl'],
] as const;

/** The mappings of the stack's queues. */
export async function listMappings(target: Target, callAws: CallAws): Promise<Mapping[]> {
  const found = await Promise.all(
    QUEUES.map(async ([queue, output]) => {
      const query = { EventSourceArn: queueArn(target, outputOf(target, output)) };
      const { EventSourceMappings: mappings } = await callAws({ service: 'lambda', method: 'GET', path: PATH, query });
      const items = Array.isArray(mappings) ? mappings.filter(isObject) : [];
      return items.map(({ UUID, State }) => ({ id: text(UUID) ?? '', queue, state: text(State) ?? 'unknown' }));
    }),
  );
  return found.flat();
}

/** Lets a mapping read its queue, or not. It takes Lambda a minute or so. */
export async function enableMapping({ id }: Mapping, isEnabled: boolean, callAws: CallAws): Promise<void> {
  await callAws({ service: 'lambda', method: 'PUT', path: PATH + id, body: { Enabled: isEnabled } });
}

/** `https://sqs.<region>.amazonaws.com/<account>/<name>` → `arn:<partition>:sqs:<region>:<account>:<name>` */
function queueArn({ stackId, aws }: Target, queueUrl: string): string {
  const [account, name] = new URL(queueUrl).pathname.split('/').slice(-2);
  return `arn:${stackId.split(':')[1]}:sqs:${aws.region}:${account}:${name}`;
}
