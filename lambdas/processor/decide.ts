import type { Decision } from '../ledger/conversations.ts';
import type { InboundMessage } from '../pilot-status/events.ts';
import type { EventKey } from '../pilot-status/identity.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import type { Bot } from './bot-api.ts';

/**
 * Asks the bot what to do about a message.
 *
 * @param timeoutMs how long the bot may think
 * @throws what the bot throws, or an Error when it takes too long; what it still does then is not heard
 */
export async function decide(bot: Bot, message: InboundMessage, cause: EventKey, timeoutMs: number): Promise<Decision> {
  const answer = await within(timeoutMs, Promise.resolve(bot.onMessage(message)));
  return { replies: answer ? [{ text: answer }] : [], cause };
}

/** Which answer a decision is for, and when the message came and its replies expire (epoch ms). */
interface Answering {
  reply: string;
  message: InboundMessage;
  writtenAt: number;
  expiresAt: number;
}

/** The replies of a decision as jobs for the reply function. */
export function replyJobs({ replies, cause }: Decision, { message, ...answering }: Answering): ReplyJob[] {
  return replies.map((content, index) => ({
    format: 1,
    ...answering,
    index,
    ...(message.numberId !== undefined && { numberId: message.numberId }),
    to: message.from,
    content,
    cause,
  }));
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LoggableError(`The bot took longer than ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
