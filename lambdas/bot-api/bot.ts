import type {
  Deletion,
  Edit,
  GroupMessage,
  InboundMessage,
  NewsletterMessage,
  NumberEvent,
  Reaction,
  StatusEvent,
} from '../pilot-status/events.ts';
import type { Action, Reply } from './actions.ts';
import type { When } from './later.ts';
import type { Schema } from './schema.ts';

/**
 * What a handler may give: nothing, a text, what `text()`, `template()`, `media()` and the like return, or several in
 * order.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing answers nothing
export type Answer = Reply | readonly Reply[] | undefined | null | void;

/** What a handler gives, now or later. */
export type Answering = Answer | Promise<Answer>;

/** A message of a contact, and what the bot should know of it. */
export interface Message extends InboundMessage {
  /**
   * What the contact wrote within `debounceSeconds`, in order: this message alone, unless that setting is on. `text`
   * then holds the words of all, one a line. What the bot has a handler for beyond words, such as a file, comes alone
   * all the same.
   */
  burst: readonly InboundMessage[];
}

/** The contact that the bot speaks with. */
export interface Conversation<Memory = unknown> {
  /** A keyed hash, the same for every message of this contact to this number. Safe to log. */
  id: string;
  /** The contact's address as it was written, E.164, BSUID or `…@lid`; the id of a group or newsletter. */
  with: string;
  /** The number of ours, by the vendor's id. */
  numberId?: string;
  /** What `remember()` was given last; undefined when there is nothing, or nothing that fits the bot's schema. */
  memory: Memory | undefined;
  /** What was remembered and does not fit the bot's schema, such as what an older bot remembered. */
  unknownMemory?: unknown;
  /**
   * Sends a message later, as a reply is sent: once, unless the contact has opted out by then. It takes effect with
   * the answer of the handler, and survives a crash. A message under a key that still waits is replaced by this one; a
   * key whose message was sent sends no second one, so name the occasion, such as `reminder-2030-12-24`.
   *
   * @throws TypeError for a time or a key that makes no sense
   * @example
   * onMessage: (_message, { sendLater }) => {
   *   sendLater({ in: { hours: 20 }, key: 'ask-again' }, 'Did it work?');
   *   return 'Booked.';
   * }
   */
  sendLater(when: When, reply: Reply): Action;
  /** Cancels a message that `sendLater` has put under this key, unless it is on its way already. */
  cancel(key: string): Action;
}

/**
 * A bot: what to do about what happens. Every handler may be left out, and may be `async`. What it throws is retried
 * with the message, and parked in the dead-letter queue if it does not stop.
 */
export interface Bot<Memory = unknown> {
  /** What `remember()` is given must fit this; what does not fit comes as `conversation.unknownMemory`. */
  memory?: Schema<Memory>;

  /**
   * A contact wrote. Also called for what the handlers below are for, where they are left out.
   *
   * @example
   * onMessage: ({ text, name }) => `Hello ${name ?? 'there'}, you wrote: ${text}`
   */
  onMessage?(message: Message, conversation: Conversation<Memory>): Answering;

  /**
   * A contact quoted a message of ours; `message.quoted` is what we know of it.
   *
   * @example
   * onReply: ({ text, quoted }) => `About "${quoted?.text}": ${text}`
   */
  onReply?(message: Message, conversation: Conversation<Memory>): Answering;

  /**
   * A contact sent a file; `message.media` describes it. Its link is short-lived: the setting `archiveMedia` keeps a
   * copy.
   *
   * @example
   * onMedia: ({ media }) => `Thanks for the ${media?.type}!`
   */
  onMedia?(message: Message, conversation: Conversation<Memory>): Answering;

  /**
   * A contact pressed a button; `message.button` is the one.
   *
   * @example
   * onButton: ({ button }) => (button?.text === 'Yes' ? 'Booked.' : 'Another time, then.')
   */
  onButton?(message: Message, conversation: Conversation<Memory>): Answering;

  /**
   * A contact sent a place; `message.location` is where, as far as it is known.
   *
   * @example
   * onLocation: ({ location }) => (location?.name ? `We will come to ${location.name}.` : 'We will find you.')
   */
  onLocation?(message: Message, conversation: Conversation<Memory>): Answering;

  /**
   * A contact sent contact cards; `message.contacts` are these.
   *
   * @example
   * onContacts: ({ contacts }) => `We will call ${contacts?.[0]?.name ?? 'them'}.`
   */
  onContacts?(message: Message, conversation: Conversation<Memory>): Answering;

  /**
   * A contact reacted to a message, or took that back; `reaction.reacted` is what we know of the message. Without this
   * handler, and the next two, it is no message and gets no answer.
   *
   * @example onReaction: ({ emoji, reacted }) => (emoji === '👎' && reacted?.text ? [handOver(), 'A person will help
   *   you.'] : undefined)
   */
  onReaction?(reaction: Reaction, conversation: Conversation<Memory>): Answering;

  /**
   * A contact changed a message of theirs.
   *
   * @example
   * onEdit: ({ text }) => remember({ note: text })
   */
  onEdit?(edit: Edit, conversation: Conversation<Memory>): Answering;

  /**
   * A contact deleted a message of theirs for everybody.
   *
   * @example
   * onDelete: () => remember(undefined)
   */
  onDelete?(deletion: Deletion, conversation: Conversation<Memory>): Answering;

  /**
   * Somebody wrote in a group of ours. What is answered goes to the group. Without this handler groups are left alone.
   *
   * @example
   * onGroup: ({ text }) => (text.startsWith('!hours') ? 'Monday to Friday, 9 to 18 h' : undefined)
   */
  onGroup?(message: GroupMessage, conversation: Conversation<Memory>): Answering;

  /**
   * Somebody posted in a newsletter. What is answered goes to the newsletter. Without this handler newsletters are left
   * alone.
   *
   * @example
   * onNewsletter: ({ newsletterName, text }) => remember({ [newsletterName ?? '?']: text })
   */
  onNewsletter?(message: NewsletterMessage, conversation: Conversation<Memory>): Answering;

  /**
   * A message of ours was sent, delivered, read, or failed. Only a failure may be answered, with a template for
   * instance. `DELIVERED_NOT_CONFIRMED` is a failure to confirm: the message was sent.
   *
   * @example
   * onStatus: ({ status, code }) => (code === 'META_OUTSIDE_24H_WINDOW' ? template('tpl_reopen') : undefined)
   */
  onStatus?(status: StatusEvent, conversation: Conversation<Memory>): Answering;

  /**
   * Something happened to a number of ours: it was connected, disconnected, blocked, …
   *
   * @example
   * onNumberEvent: async ({ event, numberId }) => { await tellTheTeam(`${numberId}: ${event}`); }
   */
  onNumberEvent?(event: NumberEvent): void | Promise<void>;
}

/** Every field of a bot, and what it holds. */
export const BOT_FIELDS = {
  memory: 'schema',
  onMessage: 'handler',
  onReply: 'handler',
  onMedia: 'handler',
  onButton: 'handler',
  onLocation: 'handler',
  onContacts: 'handler',
  onReaction: 'handler',
  onEdit: 'handler',
  onDelete: 'handler',
  onGroup: 'handler',
  onNewsletter: 'handler',
  onStatus: 'handler',
  onNumberEvent: 'handler',
} as const satisfies Record<keyof Bot, 'schema' | 'handler'>;

/**
 * Defines a bot, with types. `defineBot<Memory>` says what it remembers, unless its schema does.
 *
 * @example
 * export default defineBot({ onMessage: () => 'Thanks, we got your message!' });
 */
export function defineBot<Memory = unknown>(bot: Bot<Memory>): Bot<Memory> {
  return bot;
}
