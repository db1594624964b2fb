import type { SQSClient } from '@aws-sdk/client-sqs';
import { listDeadLetters } from '../../operations/dead-letters.ts';
import type { QueueName } from '../../operations/queue-names.ts';
import { outputOf, type Target } from '../stack/target.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { LetterFilter } from './filter.ts';
import { type DeadLetter, readLetter } from './letter.ts';

interface QueueUrls {
  queueUrl: string;
  deadLettersUrl: string;
}

/** The URLs of a queue and of its dead-letter queue. @throws CommandError when the stack has no such outputs */
export function urlsOf(target: Target, queue: QueueName): QueueUrls {
  const name = queue === 'events' ? 'Events' : 'Replies';
  return {
    queueUrl: outputOf(target, `${name}QueueUrl`),
    deadLettersUrl: outputOf(target, `${name}DeadLettersUrl`),
  };
}

/** The dead letters that fit, oldest first, and about how many could not be seen. */
export interface Found {
  letters: DeadLetter[];
  /** They stand behind others of their conversation, or somebody else is looking at them. */
  unseen: number;
}

/** Looks at the dead letters of these queues, and leaves them there. Shows its progress to a person who waits. */
export async function findLetters(
  client: SQSClient,
  target: Target,
  {
    queues,
    fits,
    terminal,
  }: { queues: readonly QueueName[]; fits: LetterFilter; terminal: Pick<Terminal, 'progress'> },
): Promise<Found> {
  const seen = new Map<QueueName, number>();
  const progress = (queue: QueueName) => (count: number) => {
    seen.set(queue, count);
    terminal.progress(`looked at ${[...seen.values()].reduce((sum, each) => sum + each, 0)}`);
  };
  const look = async (queue: QueueName): Promise<Found> => {
    const { messages, unseen } = await listDeadLetters(client, urlsOf(target, queue).deadLettersUrl, progress(queue));
    return { letters: messages.map((message) => readLetter(queue, message)).filter(fits), unseen };
  };
  try {
    const looks = await Promise.all(queues.map(look));
    return {
      letters: looks.flatMap(({ letters }) => letters).sort((a, b) => a.parkedAt - b.parkedAt),
      unseen: looks.reduce((sum, { unseen }) => sum + unseen, 0),
    };
  } finally {
    terminal.progress('');
  }
}
