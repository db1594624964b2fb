import type { Bot } from '../bot-api/bot.ts';
import type { Conversation, Decision, Remembered } from '../ledger/conversations.ts';
import type { EventKey } from '../pilot-status/identity.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { ask } from './ask.ts';
import { addressOf, numberIdOf, type Occasion } from './occasion.ts';
import { carryOut, type Outcome, type Rules, ruleOn } from './rules.ts';

/** Who decides, and by what. */
export interface Decider {
  bot: Bot;
  rules: Rules;
  /** How long the bot may think about one occasion, in ms. */
  botTimeoutMs: number;
  now(): number;
}

/** What is to be decided about. */
export interface Matter {
  occasion: Occasion;
  cause: EventKey;
  conversation: Conversation;
  /** When the contact wrote it, epoch ms; undefined for what no contact wrote. */
  heardAt: number | undefined;
}

/**
 * Decides what to do: by the rules where they leave the bot no choice, else by the bot, as far as the rules allow.
 *
 * @throws what the bot throws, or an Error when it takes too long; what it still does then is not heard
 */
export async function decide(
  matter: Matter,
  decider: Decider,
): Promise<{ decision: Decision; remembered: Remembered }> {
  const { replies, state, memory, because } = await outcomeOf(matter, decider);
  return {
    decision: { replies, cause: matter.cause, ...(because !== undefined && { because }) },
    remembered: { rules: state, memory },
  };
}

async function outcomeOf({ occasion, conversation, heardAt }: Matter, decider: Decider): Promise<Outcome> {
  const { bot, rules, botTimeoutMs, now } = decider;
  const { memory } = conversation;
  const before = { memory, state: { ...conversation.rules, ...(heardAt !== undefined && { heardAt }) } };
  const ruled = ruleOn(occasion, before, rules, now());
  if (ruled) return ruled;
  const known = { id: conversation.hash, with: addressOf(occasion) ?? '', ...numberOf(occasion), memory };
  const actions = await within(botTimeoutMs, ask(bot, occasion, known));
  return carryOut(occasion, actions, before, rules, now());
}

function numberOf(occasion: Occasion): { numberId?: string } {
  const numberId = numberIdOf(occasion);
  return numberId === undefined ? {} : { numberId };
}

/** Which answer a decision is for; when the message came, its replies expire, and free text may no longer be sent (epoch ms). */
interface Answering {
  reply: string;
  occasion: Occasion;
  writtenAt: number;
  expiresAt: number;
  windowEndsAt?: number;
}

/** The replies of a decision as jobs for the reply function; none where nobody can be answered. */
export function replyJobs({ replies, cause }: Decision, { occasion, ...answering }: Answering): ReplyJob[] {
  const to = addressOf(occasion);
  if (to === undefined) return [];
  return replies.map((content, index) => ({
    format: 1,
    ...answering,
    index,
    ...numberOf(occasion),
    to,
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
