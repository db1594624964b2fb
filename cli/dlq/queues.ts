import type { SQSClient } from '@aws-sdk/client-sqs';
import { listDeadLetters } from '../dead-letters.ts';
import { countMessages } from '../queues.ts';
import { outputOf, type Target } from '../target.ts';
import type { LetterFilter } from './filter.ts';
import { type DeadLetter, type QueueName, readLetter } from './letter.ts';

interface QueueUrls {
  queueUrl: string;
  deadLettersUrl: string;
}

/** The URLs of a queue and of its dead-letter queue. @throws CommandError when the stack does not tell them */
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
  /** They stand behind ten of their conversation, or somebody else is looking at them. */
  unseen: number;
}

/** Looks at the dead letters of these queues, and leaves them there. */
export async function findLetters(
  client: SQSClient,
  target: Target,
  queues: readonly QueueName[],
  fits: LetterFilter,
): Promise<Found> {
  const looks = await Promise.all(queues.map((queue) => look(client, urlsOf(target, queue).deadLettersUrl, queue)));
  return {
    letters: looks
      .flatMap(({ letters }) => letters)
      .filter(fits)
      .sort((a, b) => a.parkedAt - b.parkedAt),
    unseen: looks.reduce((sum, { unseen }) => sum + unseen, 0),
  };
}

async function look(client: SQSClient, url: string, queue: QueueName): Promise<Found> {
  const count = await countMessages(client, [url]);
  const seen = await listDeadLetters(client, url);
  return { letters: seen.map((message) => readLetter(queue, message)), unseen: Math.max(count - seen.length, 0) };
}
