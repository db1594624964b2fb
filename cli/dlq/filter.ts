import { contactHashes } from '../../lambdas/pilot-status/identity.ts';
import type { StackQueue } from '../../operations/queue-names.ts';
import { queuesIn } from '../stack/queues.ts';
import type { Target } from '../stack/target.ts';
import { readContact } from '../terminal/contact.ts';
import { readDuration } from '../terminal/time.ts';
import type { DeadLetter } from './letter.ts';

/** Which dead letters a command is about, as a person says it. */
export interface FilterOptions {
  queue?: StackQueue;
  reason?: string;
  phone?: string;
  id?: string;
  olderThan?: string;
}

/** What a filter must know of the stack and of the world. */
interface Known {
  /** What the functions hash contacts with. */
  hashKey: string;
  /** The time in epoch ms. */
  now: number;
}

export type LetterFilter = (letter: DeadLetter) => boolean;

/**
 * Makes a filter of options. All that is given must fit.
 *
 * @throws UsageError for an invalid phone number or duration
 */
export function letterFilter(options: FilterOptions, { hashKey, now }: Known): LetterFilter {
  const { reason, phone, id, olderThan } = options;
  const filters: LetterFilter[] = [];
  if (reason !== undefined) filters.push(({ attributes }) => includes(attributes.reason ?? '', reason));
  if (phone !== undefined) filters.push(isAbout(readContact(phone).address, hashKey));
  if (id !== undefined) filters.push((letter) => hasId(letter, id));
  if (olderThan !== undefined) {
    const before = now - readDuration(olderThan);
    filters.push(({ parkedAt }) => parkedAt < before);
  }
  return (letter) => filters.every((fits) => fits(letter));
}

/** The queues of a stack that can hold what fits. */
export function queuesOf({ queue }: FilterOptions, target: Pick<Target, 'outputs'>): readonly StackQueue[] {
  return queue === undefined ? queuesIn(target) : [queue];
}

/** The shortest beginning of a message's id that counts as naming it, in characters: as many as a list shows. */
const SHORT_ID = 8;

/**
 * Whether a letter is named by this id: its own or the first eight or more of its characters, its event's, or its
 * answer's.
 */
export function hasId({ id, event, reply }: DeadLetter, wanted: string): boolean {
  return event.id === wanted || reply?.id === wanted || (wanted.length >= SHORT_ID && id.startsWith(wanted));
}

/** A message's group is its conversation: the keyed hash of the contact and of the number, where it names one. */
function isAbout(address: string, hashKey: string): LetterFilter {
  return ({ group, numberId }) =>
    [numberId, undefined].some((number) => contactHashes(number, address, hashKey).includes(group));
}

function includes(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
