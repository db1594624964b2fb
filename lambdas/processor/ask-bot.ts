import type { Bot } from '../bot-api/bot.ts';
import type { LedgerConversation } from '../ledger/conversation.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { ask } from './ask.ts';
import { addressOf, type BotEvent, numberIdOf } from './inbound-event.ts';
import { applyActions, type Before, type Outcome, type Rules } from './rules.ts';

/** Who decides, and by what. */
export interface BotSettings {
  bot: Bot;
  rules: Rules;
  /** How long the bot may think about one event, in ms. */
  botTimeoutMs: number;
}

/**
 * Lets the bot askBot what to do, as far as the rules allow.
 *
 * @param at when it is decided, epoch ms: the time at which the rules had nothing against asking
 * @throws what the bot throws, or an Error when it takes too long; what it still does then is not heard
 */
export async function askBot(
  event: BotEvent,
  { hash }: Pick<LedgerConversation, 'hash'>,
  before: Before,
  { bot, rules, botTimeoutMs }: BotSettings,
  at: number,
): Promise<Outcome> {
  const numberId = numberIdOf(event);
  const known = { id: hash, with: addressOf(event) ?? '', ...(numberId !== undefined && { numberId }) };
  const actions = await within(botTimeoutMs, ask(bot, event, { ...known, memory: before.memory }));
  return applyActions(event, actions, before, rules, at);
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
