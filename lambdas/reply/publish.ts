import type { OutboxRecord } from '../ledger/outbox.ts';
import { replyRecordKey } from '../ledger/replies.ts';
import type { Key } from '../ledger/table.ts';
import { OWN_EVENTS, type OwnEvent, type PublishedEvent } from '../queue/published-event.ts';
import type { ReplySender, Task } from './sender.ts';

type Outcome = Extract<OwnEvent, `reply.${string}`>;

/** Lets others know what became of a reply, or of a message of the outbox. */
export async function publishOutcome(
  { job, key, trace, isUnasked }: Pick<Task, 'job' | 'key' | 'trace' | 'isUnasked'>,
  type: Outcome,
  { sentId, code }: { sentId?: string; code?: string },
  { publish, now }: Pick<ReplySender, 'publish' | 'now'>,
): Promise<void> {
  if (publish === undefined) return;
  const { numberId, reference, cause, content, to } = job;
  const event: PublishedEvent = {
    format: 1,
    id: idOf(type, key),
    type,
    at: now(),
    conversation: trace.conversation,
    ...(numberId !== undefined && { numberId }),
    about: {
      ...(isUnasked ? { send: key.id } : { reply: key.id, index: job.index, cause: cause.id }),
      ...(reference !== undefined && { reference }),
      ...(typeof sentId === 'string' && { sentId }),
      // A reply that was sent in the end may have been refused before.
      ...(typeof code === 'string' && type !== 'reply.sent' && { code }),
    },
    content: { contact: to, message: content },
  };
  await publish([event]);
}

/**
 * Lets others know what became of a message of the outbox that is closed: whoever closed it may have been cut off before
 * they heard of it. What it said is gone by then.
 */
export async function publishEnd(
  id: string,
  { state, conversation, sentId, code }: OutboxRecord,
  { publish, now }: Pick<ReplySender, 'publish' | 'now'>,
): Promise<void> {
  const type = OWN_EVENTS.find((event) => event === `reply.${state}`);
  if (publish === undefined || type === undefined || conversation === undefined) return;
  const about = {
    send: id,
    ...(sentId !== undefined && { sentId }),
    ...(code !== undefined && type !== 'reply.sent' && { code }),
  };
  await publish([{ format: 1, id: idOf(type, replyRecordKey(id, 0)), type, at: now(), conversation, about }]);
}

/** The same for each time that it is published. */
function idOf(type: OwnEvent, { id, event }: Key): string {
  return `${type} ${id} ${event}`;
}
