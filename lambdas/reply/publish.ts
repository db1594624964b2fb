import type { OwnEvent, PublishedEvent } from '../queue/published-event.ts';
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
    id: `${type} ${key.id} ${key.event}`,
    type,
    at: now(),
    conversation: trace.conversation,
    ...(numberId !== undefined && { numberId }),
    about: {
      ...(isUnasked ? { send: key.id } : { reply: key.id, index: job.index, cause: cause.id }),
      ...(reference !== undefined && { reference }),
      ...(typeof sentId === 'string' && { sentId }),
      ...(typeof code === 'string' && { code }),
    },
    content: { contact: to, message: content },
  };
  await publish([event]);
}
