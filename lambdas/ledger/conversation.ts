import { createHash } from 'node:crypto';
import type { ReplyContent } from '../pilot-status/content.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import type { Key } from './table.ts';

/**
 * The record of a conversation: partition `conversation#<hash>`, sort `#conversation`. It holds the decisions whose
 * events are not known to be done, so that a decision is made once, and what is decided and what is remembered are one
 * write.
 */

/** The sort key of such a record. */
export const CONVERSATION = '#conversation';

/** What was decided about one message. */
export interface Decision {
  replies: ReplyContent[];
  /** The event that it was decided about. */
  cause: Key;
  /** What the rules had to say about it, such as why there is nothing to send; absent where the bot alone decided. */
  because?: string;
  /**
   * When it was decided, epoch ms: what was decided before the contact was erased is not taken for what was decided
   * since. Absent where an older version decided.
   */
  decidedAt?: number;
  /** What is to be done about messages of the outbox, and its revision there: that of the decision. */
  sends?: readonly SendOperation[];
  revision?: number;
  /** What it changes between us and the contact, where others want to know. */
  changes?: readonly ('contact.opted-out' | 'contact.opted-in' | 'conversation.handed-over' | 'conversation.resumed')[];
}

/** Something that is asked of the outbox, by a key of the conversation's own. */
export type SendOperation =
  /** A message, when it is due, and when it is no longer worth sending where that was said; epoch ms. */
  { kind: 'send'; key: string; content: ReplyContent; at: number; until?: number } | { kind: 'cancel'; key: string };

/** What a person, or another system, did about a conversation, and when; epoch ms. */
export interface PersonsChange {
  change: 'release' | 'opt-in' | 'opt-out' | 'reset';
  at: number;
}

/** What the rules around the bot go by. All times are in epoch ms. */
export interface RuleState {
  /** Since when this contact wants nothing more from us. */
  optedOutAt?: number;
  /** When this contact last came back. */
  optedInAt?: number;
  /** Until when a person has the conversation, and when a person last took it. */
  pausedUntil?: number;
  takenOverAt?: number;
  /** When the contact last wrote. */
  heardAt?: number;
  /** The last replies. */
  said: readonly Said[];
}

/** A reply as the rules remember it, by short hashes. */
export interface Said {
  /** When it was decided. It may be sent much later: the record of the reply says when. */
  at: number;
  /** Absent where no rule goes by it. */
  content?: string;
  /** What a person reads of it; absent for what has no words that we know. */
  words?: string;
  /** What a person reads of it with a header or a footer, and of the rest of an answer that is remembered as one. */
  framed?: readonly string[];
  /** Which answer it is part of, by its key; only the latest tell. */
  reply?: string;
  /** Its place in the answer; 0 when absent. */
  index?: number;
}

/** What a conversation is remembered by from one message to the next. */
export interface Remembered {
  /** What the bot gave to `remember()`, any JSON; undefined when there is nothing. */
  memory: unknown;
  rules: RuleState;
}

export interface LedgerConversation extends Remembered {
  hash: string;
  /** Counts the decisions; 0 for a conversation that is not in the ledger. */
  version: number;
  /** Open decisions by the key of their answer, so that a message that two events report is decided once. */
  decisions: Readonly<Record<string, Decision>>;
  /**
   * The last answers whose decisions are no longer kept, as hashes: a message that a second event reports is among
   * them.
   */
  answered: readonly string[];
  /** All addresses of a contact who was seen under several, so that one that is refused leaves another to write to. */
  addresses?: readonly string[];
  /** The latest revision of what was asked of the outbox. */
  revision?: number;
  /** The latest changes that a person made. */
  byPerson?: readonly PersonsChange[];
  /** The hashes under which it was kept before: keys of the outbox are those of one of them. */
  formerly?: readonly string[];
}

/** The contact was found to be one who is known under another address, and the conversation has moved there. */
export class ConversationMoved extends LoggableError {
  override name = 'ConversationMoved';

  constructor() {
    super('The conversation has moved to another address of the contact');
  }
}

/** How long it is remembered that a contact wants nothing more, in ms: five years, longer than the rest. */
export const OPT_OUT_MS = 5 * 365 * 24 * 60 * 60 * 1000;

/** Whether a message was decided about and its replies are on their way, although the decision is no longer kept. */
export function isAnswered({ answered }: LedgerConversation, reply: string): boolean {
  return answered.includes(shortHash(reply));
}

/** What was decided is more than a store can hold, now or later. */
export class NotStorable extends LoggableError {
  override name = 'NotStorable';
}

/** Reads and writes the records. */
export interface ConversationAccess {
  /** @throws ConversationMoved when the record leads to another: whoever comes again is led there first */
  read(hash: string): Promise<LedgerConversation>;
  /**
   * Writes decisions, by the keys of their answers, and what is remembered from now on, in one conditional write. A
   * decision that was made before stands.
   *
   * @returns false when the conversation was written by another worker since it was read
   * @throws NotStorable when all of it is more than a record can hold
   */
  saveDecisions(
    conversation: LedgerConversation,
    decisions: LedgerConversation['decisions'],
    remembered: Remembered,
  ): Promise<boolean>;
}

/** 48 bits: among twenty answers, one in ten million million is taken for another. */
export function shortHash(reply: string): string {
  return createHash('sha256').update(reply).digest('base64url').slice(0, 8);
}

/** The key of the record of a conversation. */
export function conversationKey(hash: string): Key {
  return { id: `conversation#${hash}`, event: CONVERSATION };
}
