import { replyRecordKey } from '../../lambdas/ledger/replies.ts';
import type { Item, Key } from '../../lambdas/ledger/table.ts';
import { readBody } from '../../lambdas/queue/event-body.ts';
import { eventMessage } from '../../lambdas/queue/event-message.ts';
import { readOutboxJob } from '../../lambdas/queue/outbox-job.ts';
import { readPublishedEvent } from '../../lambdas/queue/published-event.ts';
import { readReplyJob } from '../../lambdas/queue/reply-job.ts';
import type { PutBack } from '../../operations/put-back.ts';
import type { StackQueue } from '../../operations/queue-names.ts';
import type { DroppedLetter } from '../dlq/drop-file.ts';
import type { Replayed } from './read-file.ts';

/** What is to be done with one thing that can be put back. */
export type Plan =
  /** It goes back on its queue. */
  | { kind: 'put'; queue: StackQueue; message: PutBack; key: Key }
  /** It is not put back. */
  | { kind: 'refuse'; key: Key; because: string };

/** What a plan must know of the stack and of the world. */
interface Known {
  /** What the functions hash contacts with. */
  hashKey: string;
  /** The time in epoch ms. */
  now: number;
}

/** Plans what becomes of it. */
export function planReplay(what: Replayed, known: Known): Plan {
  if (!('group' in what) || what.queue === 'events') return planEvent(what, known);
  return what.queue === 'replies' ? planReply(what) : planPublished(what);
}

/**
 * An event keeps the key under which the ledger knows it and the time at which it was received, so that an answer that
 * is no longer useful is not sent. A body that was never on the queue is received now.
 */
function planEvent(what: Replayed, { hashKey, now }: Known): Plan {
  const { id = '', event = '', receivedAt = '' } = 'attributes' in what ? what.attributes : {};
  const body = readBody(Buffer.from(what.body));
  if (typeof body === 'string') return { kind: 'refuse', key: { id, event }, because: WHY_NOT[body] };
  const about =
    id && event && receivedAt ? { key: { id, event }, receivedAt: Number(receivedAt) } : { receivedAt: now };
  const { key, message } = eventMessage(body, { contactHashKey: hashKey, ...about });
  return { kind: 'put', queue: 'events', key, message };
}

const NO_OBJECT = 'its body is not a JSON object';
const WHY_NOT = {
  'not-utf8': NO_OBJECT,
  'not-json': NO_OBJECT,
  'not-an-object': NO_OBJECT,
  'too-large': 'its body is larger than a queue takes',
};

function planReply({ body, group, attributes }: DroppedLetter): Plan {
  const unasked = readOutboxJob(body);
  const job = unasked === undefined ? readReplyJob(body) : { reply: unasked.send, index: 0 };
  if (job !== undefined) {
    const key = replyRecordKey(job.reply, job.index);
    return { kind: 'put', queue: 'replies', message: { body, group, attributes }, key };
  }
  const { id = '', event = '' } = attributes;
  return { kind: 'refuse', key: { id, event }, because: 'its body is not a reply in a known format' };
}

function planPublished({ body, group, attributes }: DroppedLetter): Plan {
  const published = readPublishedEvent(body);
  if (published === undefined) {
    return { kind: 'refuse', key: { id: '', event: '' }, because: 'its body is not an event in a known format' };
  }
  const { id, type: event } = published;
  return { kind: 'put', queue: 'published', message: { body, group, attributes }, key: { id, event } };
}

/** What the ledger knows of it, in words; undefined when it has no record. */
export function knownAs(record: Item | undefined): string | undefined {
  if (record === undefined) return undefined;
  return [record.state, record.outcome].filter((word) => typeof word === 'string').join(', ');
}
