import { causeOf } from '../../lambdas/ledger/outbox.ts';
import { readDelivery } from '../../lambdas/pilot-status/events.ts';
import { type EventKey, keyPart, numberOf } from '../../lambdas/pilot-status/identity.ts';
import { readOutboxJob } from '../../lambdas/queue/outbox-job.ts';
import { readPublishedEvent } from '../../lambdas/queue/published-event.ts';
import { readReplyJob } from '../../lambdas/queue/reply-job.ts';
import { isObject, parseJson } from '../../lambdas/runtime/json.ts';
import type { ParkedMessage } from '../../operations/dead-letters.ts';
import type { StackQueue } from '../../operations/queue-names.ts';

/** A dead letter with what it is about. */
export interface DeadLetter extends ParkedMessage {
  /** The queue that gave it up. */
  queue: StackQueue;
  /**
   * The event: of a reply, the one that it answers; of what the bus did not take, what it is about, with its own name.
   * Empty texts when the message does not say.
   */
  event: EventKey;
  /** The key of the answer and the place in it, of a reply. */
  reply?: { id: string; index: number };
  /** Which of our numbers it concerns, as a part of a key. */
  numberId?: string;
}

/** Reads a dead letter. What its body does not say is left out: an unreadable body may be why it was parked. */
export function readLetter(queue: StackQueue, message: ParkedMessage): DeadLetter {
  return { ...message, queue, ...ABOUT[queue](message) };
}

type About = Pick<DeadLetter, 'event' | 'reply' | 'numberId'>;

function aboutEvent({ body, attributes: { id = '', event = '' } }: ParkedMessage): About {
  const json = parseJson(body);
  const numberId = isObject(json) ? numberOf(readDelivery(json)) : undefined;
  return { event: { id, event }, ...(numberId !== undefined && { numberId }) };
}

/** The event or message that it is about, by the name of what happened to it. */
function aboutPublished({ body }: ParkedMessage): About {
  const published = readPublishedEvent(body);
  if (published === undefined) return { event: { id: '', event: '' } };
  const { id, type, about = {}, numberId } = published;
  const named = about.id ?? about.cause ?? about.send ?? id;
  return { event: { id: String(named), event: type }, ...(numberId !== undefined && { numberId: keyPart(numberId) }) };
}

function aboutReply({ body }: ParkedMessage): About {
  const unasked = readOutboxJob(body);
  if (unasked !== undefined) {
    const { send: id, revision } = unasked;
    return { event: causeOf({ id, revision }), reply: { id, index: 0 } };
  }
  const job = readReplyJob(body);
  if (job === undefined) return { event: { id: '', event: '' } };
  const { reply, index, numberId, cause } = job;
  return { event: cause, reply: { id: reply, index }, ...(numberId !== undefined && { numberId: keyPart(numberId) }) };
}

const ABOUT = { events: aboutEvent, replies: aboutReply, published: aboutPublished };
