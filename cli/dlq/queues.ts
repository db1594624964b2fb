import type { SQSClient } from '@aws-sdk/client-sqs';
import { listDeadLetters } from '../../operations/dead-letters.ts';
import type { StackQueue } from '../../operations/queue-names.ts';
import { deadLettersUrlsOf, queueUrlOf } from '../stack/queues.ts';
import type { Target } from '../stack/target.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { LetterFilter } from './filter.ts';
import { type DeadLetter, readLetter } from './letter.ts';

/** A dead-letter queue, and the queue that its messages go back to. */
interface DeadLetterQueue {
  queue: StackQueue;
  queueUrl: string;
  url: string;
}

export function deadLetterQueues(target: Target, queues: readonly StackQueue[]): DeadLetterQueue[] {
  return queues.flatMap((queue) => {
    const queueUrl = queueUrlOf(target, queue);
    return deadLettersUrlsOf(target, queue).map((url) => ({ queue, queueUrl, url }));
  });
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
  }: { queues: readonly StackQueue[]; fits: LetterFilter; terminal: Pick<Terminal, 'progress'> },
): Promise<Found> {
  const seen = new Map<string, number>();
  const progress = (url: string) => (count: number) => {
    seen.set(url, count);
    terminal.progress(`looked at ${[...seen.values()].reduce((sum, each) => sum + each, 0)}`);
  };
  const look = async ({ queue, url }: DeadLetterQueue): Promise<Found> => {
    const { messages, unseen } = await listDeadLetters(client, url, progress(url));
    return { letters: messages.map((message) => readLetter(queue, message)).filter(fits), unseen };
  };
  try {
    const looks = await Promise.all(deadLetterQueues(target, queues).map(look));
    return {
      letters: looks.flatMap(({ letters }) => letters).sort((a, b) => a.parkedAt - b.parkedAt),
      unseen: looks.reduce((sum, { unseen }) => sum + unseen, 0),
    };
  } finally {
    terminal.progress('');
  }
}
