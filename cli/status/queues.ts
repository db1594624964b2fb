import type { StackQueue } from '../../operations/queue-names.ts';
import type { MessageCounts } from '../../operations/queues.ts';
import type { CommandOn } from '../stack/command-on.ts';
import type { StatusFinding } from './finding.ts';

/** What is known of a queue and of its dead-letter queues. */
export interface QueueFacts {
  name: StackQueue;
  counts: MessageCounts;
  deadLetters: MessageCounts;
  /** How long the oldest message has been there, in s; undefined where nobody measures it. */
  oldestSeconds?: number | undefined;
}

/**
 * A message that is older than that is held up by something, in s: the longest pause between two attempts is 15
 * minutes.
 */
const OLD_SECONDS = 15 * 60;

const GIVEN_UP: Record<StackQueue, string> = {
  events: 'Messages from people were given up.',
  replies: 'Replies were given up: somebody got no answer.',
  published: 'The event bus did not take them: other systems, or your team, did not hear of it.',
};

export function judgeQueue(
  { name, counts, deadLetters, oldestSeconds }: QueueFacts,
  command: CommandOn,
): StatusFinding[] {
  const dead = deadLetters.visible + deadLetters.inFlight + deadLetters.delayed;
  const age = oldestSeconds === undefined ? '' : `, the oldest for ${Math.round(oldestSeconds / 60)} min`;
  const waiting = `${counts.visible + counts.delayed} wait, ${counts.inFlight} are in progress${age}`;
  const depth: StatusFinding = { check: name, level: 'ok', what: waiting };
  if (oldestSeconds !== undefined && oldestSeconds > OLD_SECONDS) {
    depth.level = 'warning';
    depth.why = name === 'published' ? 'Other systems wait to hear of it.' : 'People wait for their answers.';
    depth.fix = command('logs --errors');
  }
  if (dead === 0) return [depth];
  return [
    depth,
    {
      check: name,
      level: 'bad',
      what: `${dead} in the dead-letter queue`,
      why: GIVEN_UP[name],
      fix: command('dlq list'),
    },
  ];
}
