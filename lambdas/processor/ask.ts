import type { Action } from '../bot-api/actions.ts';
import type { Answer, Answering, Bot, Conversation, Message } from '../bot-api/bot.ts';
import { cancel, sendLater } from '../bot-api/later.ts';
import { readAnswer } from '../bot-api/read-answer.ts';
import type { Schema } from '../bot-api/schema.ts';
import type { InboundMessage } from '../pilot-status/events.ts';
import type { BotEvent } from './inbound-event.ts';

/** A conversation as the ledger has it: the memory is whatever was remembered. */
export interface KnownConversation {
  id: string;
  with: string;
  numberId?: string;
  memory: unknown;
}

/**
 * Calls the handler of a bot that is for this event. Of a burst each message that has a handler of its own, such as a
 * file, is given to that, and the others together to theirs; what one call remembers the next one knows.
 *
 * @returns what the bot wants done, in order
 * @throws what the bot throws, and a TypeError for an answer that makes no sense, or that no store holds
 */
export async function ask(bot: Bot, event: BotEvent, known: KnownConversation): Promise<Action[]> {
  const actions: Action[] = [];
  let { memory } = known;
  for (const part of partsOf(bot, event)) {
    const wanted = await answerTo(part, bot, await withMemory({ ...known, memory }, bot.memory));
    for (const action of wanted) if (action.kind === 'remember') memory = action.memory;
    actions.push(...wanted);
  }
  return actions;
}

/** What one handler wants done: what it returns, and what it does for later. */
async function answerTo(event: BotEvent, bot: Bot, known: Omit<Conversation, keyof Later>): Promise<Action[]> {
  const noted: Action[] = [];
  let isOver = false;
  const note = (action: Action): Action => {
    if (isOver) throw new Error('The handler has answered already: wait for all that it does, with await');
    noted.push(action);
    return action;
  };
  const later: Later = {
    sendLater: (when, reply) => note(sendLater(when, reply)),
    cancel: (key) => note(cancel(key)),
  };
  const answer = await call(bot, event, { ...known, ...later });
  isOver = true;
  // Some return what they have noted, too.
  const isNoted = (one: unknown) => noted.includes(one as Action);
  const returned = Array.isArray(answer) ? answer.filter((one) => !isNoted(one)) : isNoted(answer) ? undefined : answer;
  return [...readAnswer(returned as Answer), ...readAnswer(noted)];
}

type Later = Pick<Conversation, 'sendLater' | 'cancel'>;

/** What is asked about one after the other: the words of a burst where the last of them stand. */
function partsOf(bot: Bot, event: BotEvent): BotEvent[] {
  if (event.kind !== 'message' || event.burst === undefined) return [event];
  const { kind, burst } = event;
  const others = burst.filter((message) => specialHandler(bot, message) === undefined);
  return burst.flatMap((message) => {
    if (!others.includes(message)) return [{ kind, message, burst: [message] }];
    return message === others.at(-1) ? [{ kind, message, burst: others }] : [];
  });
}

/** The handler of each kind of event; a message always has one, because the rules handle it too. */
const HANDLERS = {
  reaction: 'onReaction',
  edit: 'onEdit',
  deletion: 'onDelete',
  group: 'onGroup',
  newsletter: 'onNewsletter',
  status: 'onStatus',
  number: 'onNumberEvent',
} as const;

/** Whether an event of this kind is given to the bot. */
export function hasHandler(bot: Bot, { kind }: BotEvent): boolean {
  return kind === 'message' || bot[HANDLERS[kind]] !== undefined;
}

function call(bot: Bot, event: BotEvent, conversation: Conversation): Answering {
  switch (event.kind) {
    case 'message':
      return onMessage(bot, wholeBurst(event.message, event.burst), conversation);
    case 'reaction':
      return bot.onReaction?.(event.message, conversation);
    case 'edit':
      return bot.onEdit?.(event.message, conversation);
    case 'deletion':
      return bot.onDelete?.(event.message, conversation);
    case 'group':
      return bot.onGroup?.(event.message, conversation);
    case 'newsletter':
      return bot.onNewsletter?.(event.message, conversation);
    case 'status':
      return bot.onStatus?.(event.status, conversation);
    case 'number':
      return bot.onNumberEvent?.(event.event);
  }
}

/** The most special handler that the bot has for a message. */
function onMessage(bot: Bot, message: Message, conversation: Conversation): Answering {
  const isQuote = message.event === 'message.reply' || message.quoted !== undefined;
  const special = specialHandler(bot, message);
  if (special !== undefined) return bot[special]?.(message, conversation);
  if (isQuote && bot.onReply) return bot.onReply(message, conversation);
  return bot.onMessage?.(message, conversation);
}

/** The handler that the bot has for what a message is, beyond words. */
function specialHandler(bot: Bot, message: InboundMessage) {
  const handlers = [
    ['button', 'onButton'],
    ['media', 'onMedia'],
    ['location', 'onLocation'],
    ['contacts', 'onContacts'],
  ] as const;
  return handlers.find(([field, handler]) => message[field] && bot[handler])?.[1];
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
