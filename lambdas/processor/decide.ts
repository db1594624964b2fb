import type { Decision } from '../ledger/conversations.ts';
import type { InboundMessage } from '../pilot-status/events.ts';
import { type EventKey, replyKey } from '../pilot-status/identity.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import type { Bot } from './bot-api.ts';

/** Asks the bot what to do about a message. @throws what the bot throws */
export async function decide(bot: Bot, message: InboundMessage, now: number): Promise<Decision> {
  const answer = await bot.onMessage(message);
  return { replies: answer ? [{ text: answer }] : [], decidedAt: now };
}

/**
 * The replies of a decision as jobs for the reply function.
 *
 * @param expiresAt when they are no longer worth sending, epoch ms
 */
export function replyJobs(decision: Decision, message: InboundMessage, cause: EventKey, expiresAt: number): ReplyJob[] {
  return decision.replies.map((content, index) => ({
    format: 1,
    reply: replyKey(message, cause),
    index,
    ...(message.numberId === undefined ? {} : { numberId: message.numberId }),
    to: message.from,
    content,
    cause,
    decidedAt: decision.decidedAt,
    expiresAt,
  }));
}
