import { STACK_QUEUES, type StackQueue } from '../../operations/queue-names.ts';
import { outputOf, type Target } from './target.ts';

/** The outputs with the URLs of each queue and of its dead-letter queue. */
const OUTPUTS: Record<StackQueue, readonly [queue: string, deadLetters: string]> = {
  events: ['EventsQueueUrl', 'EventsDeadLettersUrl'],
  replies: ['RepliesQueueUrl', 'RepliesDeadLettersUrl'],
  published: ['PublishedQueueUrl', 'PublishedDeadLettersUrl'],
};

/** The queues that a stack has: one without the setting `eventBus` publishes nothing. */
export function queuesIn({ outputs }: Pick<Target, 'outputs'>): StackQueue[] {
  return STACK_QUEUES.filter((queue) => queue !== 'published' || OUTPUTS.published[0] in outputs);
}

/** @throws CommandError when the stack has no such output */
export function queueUrlOf(target: Target, queue: StackQueue): string {
  return outputOf(target, OUTPUTS[queue][0]);
}

/**
 * The dead-letter queues of a queue: of the replies also the one where schedules park what they could not put there;
 * older stacks have no schedules.
 *
 * @throws CommandError when the stack has no such output
 */
export function deadLettersUrlsOf(target: Target, queue: StackQueue): string[] {
  const { ScheduleDeadLettersUrl: ofSchedules } = target.outputs;
  const own = outputOf(target, OUTPUTS[queue][1]);
  return queue === 'replies' && ofSchedules !== undefined ? [own, ofSchedules] : [own];
}
