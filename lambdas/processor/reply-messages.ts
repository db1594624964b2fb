import { type Decision, NotStorable } from '../ledger/conversation.ts';
import { fitsQueue, jsonBody } from '../queue/body.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { type BotEvent, destinationOf, numberIdOf } from './inbound-event.ts';

/**
 * Which answer a decision is for; when the message came, its replies expire, and free text may no longer be sent (epoch
 * ms).
 */
export interface AnswerContext {
  reply: string;
  event: BotEvent;
  writtenAt: number;
  expiresAt: number;
  windowEndsAt?: number;
  /** Other addresses of the contact. */
  alsoTo?: readonly string[];
}

/** The replies of a decision as jobs for the reply function; none where nobody can be answered. */
export function replyJobs(decision: Decision, { event, ...context }: AnswerContext): ReplyJob[] {
  const { replies, cause, decidedAt } = decision;
  const to = destinationOf(event);
  if (to === undefined) return [];
  const numberId = numberIdOf(event);
  return replies.map(({ reference, ...content }, index) => ({
    format: 1,
    ...context,
    index,
    ...(numberId !== undefined && { numberId }),
    to,
    content,
    ...(reference !== undefined && { reference }),
    cause,
    ...(decidedAt !== undefined && { decidedAt }),
    ...(isConfirmation(decision) && { confirms: true }),
  }));
}

/** Whether a decision is that a contact has opted out, or in: what it says confirms that. */
export function isConfirmation({ because }: Decision): boolean {
  return because === 'opted out' || because === 'opted in';
}

/**
 * The replies of a decision as messages for the replies queue.
 *
 * @param group the conversation
 * @throws NotStorable for one that no queue holds
 */
export function replyMessages(decision: Decision, context: AnswerContext, group: string): Outgoing[] {
  return replyJobs(decision, context).map((job) => {
    const body = jsonBody(job);
    if (!fitsQueue(body)) throw new NotStorable(`Reply ${job.index + 1} is larger than a message of a queue can be`);
    const { id, event } = job.cause;
    return { body, group, deduplicateBy: `${job.reply} ${job.index}`, attributes: { id, event } };
  });
}
