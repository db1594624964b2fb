import type { Action } from '../bot-api/actions.ts';
import type { Answering, Bot, Conversation, Message } from '../bot-api/bot.ts';
import type { Schema } from '../bot-api/schema.ts';
import type { InboundMessage } from '../pilot-status/events.ts';
import { readAnswer } from './answer.ts';
import type { Occasion } from './occasion.ts';

/** A conversation as the ledger has it: the memory is whatever was remembered. */
export interface KnownConversation {
  id: string;
  with: string;
  numberId?: string;
  memory: unknown;
}

/**
 * Calls the handler of a bot that is for this occasion.
 *
 * @returns what the bot wants done, in order
 * @throws what the bot throws, and a TypeError for an answer that makes no sense, or that no store holds
 */
export async function ask(bot: Bot, occasion: Occasion, known: KnownConversation): Promise<Action[]> {
  return readAnswer(await call(bot, occasion, await withMemory(known, bot.memory)));
}

function call(bot: Bot, occasion: Occasion, conversation: Conversation): Answering {
  switch (occasion.kind) {
    case 'message':
      return onMessage(bot, wholeBurst(occasion.message, occasion.burst), conversation);
    case 'reaction':
      return bot.onReaction?.(occasion.message, conversation);
    case 'edit':
      return bot.onEdit?.(occasion.message, conversation);
    case 'deletion':
      return bot.onDelete?.(occasion.message, conversation);
    case 'group':
      return bot.onGroup?.(occasion.message, conversation);
    case 'newsletter':
      return bot.onNewsletter?.(occasion.message, conversation);
    case 'status':
      return bot.onStatus?.(occasion.status, conversation);
    case 'number':
      return bot.onNumberEvent?.(occasion.event);
  }
}

/** The most special handler that the bot has for a message. */
function onMessage(bot: Bot, message: Message, conversation: Conversation): Answering {
  const isQuote = message.event === 'message.reply' || message.quoted !== undefined;
  if (message.button && bot.onButton) return bot.onButton(message, conversation);
  if (message.media && bot.onMedia) return bot.onMedia(message, conversation);
  if (message.location && bot.onLocation) return bot.onLocation(message, conversation);
  if (message.contacts && bot.onContacts) return bot.onContacts(message, conversation);
  if (isQuote && bot.onReply) return bot.onReply(message, conversation);
  return bot.onMessage?.(message, conversation);
}

/** The last message of a burst, with the words of all. */
function wholeBurst(message: InboundMessage, burst: readonly InboundMessage[] = [message]): Message {
  const words = burst.map(({ text }) => text).filter((text) => text !== '');
  return { ...(burst.at(-1) ?? message), text: words.join('\n'), burst };
}

async function withMemory({ memory, ...conversation }: KnownConversation, schema?: Schema<unknown>) {
  if (memory === undefined || schema === undefined) return { ...conversation, memory };
  const result = await schema['~standard'].validate(memory);
  if (result.issues === undefined) return { ...conversation, memory: result.value };
  return { ...conversation, memory: undefined, unknownMemory: memory };
}
