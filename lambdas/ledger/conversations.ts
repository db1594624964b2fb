import { createHash } from 'node:crypto';
import { parseJson } from '../json.ts';
import type { ReplyContent } from '../pilot-status/content.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { contactHomes, type HomeOf } from './homes.ts';
import { expiry, FORMAT, type LedgerSettings } from './lease.ts';
import type { Key, Table } from './table.ts';

/**
 * The record of a conversation: partition `conversation#<hash>`, sort `#conversation`. It holds the decisions whose events
 * are not known to be done, so that a decision is made once, and what is decided and what is remembered are one write.
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
   * When it was decided, epoch ms: what was decided before the contact was erased is not taken for what was decided since.
   * Absent where an older version decided.
   */
  decidedAt?: number;
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
  /** When it was decided. It may be sent much later: the record of the reply tells. */
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

export interface Conversation extends Remembered {
  hash: string;
  /** Counts the decisions; 0 for a conversation that is not in the ledger. */
  version: number;
  /** Open decisions by the key of their answer, so that a message that two events tell of is decided once. */
  decisions: Readonly<Record<string, Decision>>;
  /** The last answers whose decisions are no longer kept, as hashes: a message that a second event tells of is among them. */
  answered: readonly string[];
  /** All addresses of a contact who was seen under several, so that one that is refused leaves another to write to. */
  addresses?: readonly string[];
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

/** How many answers are remembered after their decisions are not: few enough to keep the record within one write unit. */
const REMEMBERED_ANSWERS = 20;

/** Whether a message was decided about and its replies are on their way, although the decision is no longer kept. */
export function isAnswered({ answered }: Conversation, reply: string): boolean {
  return answered.includes(shortHash(reply));
}

/** What was decided is more than a store can hold, now or later. */
export class NotStorable extends LoggableError {
  override name = 'NotStorable';
}

/** DynamoDB holds items of 400 KB. The rest is for what is small: what the rules decide, an opt-out above all. */
const MAX_RECORD_BYTES = 350 * 1024;
const SMALL_BYTES = 4 * 1024;
const TOO_LARGE = 'With what is answered and remembered, the record of the conversation would be larger than 350 KB';

export interface ConversationRecords {
  /** @throws ConversationMoved when the record leads to another: whoever comes again is led there first */
  read(hash: string): Promise<Conversation>;
  /**
   * Writes decisions, by the keys of their answers, and what is remembered from now on, in one conditional write. A decision
   * that was made before stands.
   *
   * @returns false when the conversation was written by another worker since it was read
   * @throws NotStorable when all of it is more than a record can hold
   */
  decide(conversation: Conversation, decisions: Conversation['decisions'], remembered: Remembered): Promise<boolean>;
  /** Under which hash the conversation of a contact is kept who may have several addresses. */
  homeOf: HomeOf;
}

/**
 * @param isDone whether the event of an older decision is done: its decision is needed no more. An event that went to the
 *   dead-letter queue after its decision is not, and keeps it for the day it is redriven.
 */
export function conversationRecords(
  table: Table,
  settings: LedgerSettings,
  isDone: (key: Key) => Promise<boolean>,
): ConversationRecords {
  const records: Omit<ConversationRecords, 'homeOf'> = {
    async read(hash) {
      const item = await table.get(conversationKey(hash));
      if (item?.home !== undefined) throw new ConversationMoved();
      return {
        hash,
        version: Number(item?.version ?? 0),
        decisions: (item?.decisions ?? {}) as Conversation['decisions'],
        answered: (item?.answered ?? []) as string[],
        memory: item?.memory === undefined ? undefined : parseJson(String(item.memory)),
        rules: (item?.rules ?? { said: [] }) as RuleState,
        ...(item?.addresses !== undefined && { addresses: item.addresses as string[] }),
      };
    },

    async decide(conversation, decisions, { memory, rules }) {
      const { open, closed } = await sorted(conversation.decisions, isDone);
      const item = {
        ...conversationKey(conversation.hash),
        conversation: conversation.hash,
        format: FORMAT,
        version: conversation.version + 1,
        writer: settings.newOwner(),
        decisions: { ...decisions, ...open },
        answered: [...conversation.answered, ...closed.map(shortHash)].slice(-REMEMBERED_ANSWERS),
        // As text, because DynamoDB holds neither every number nor every name of a field.
        memory: memory === undefined ? undefined : JSON.stringify(memory),
        rules,
        addresses: conversation.addresses,
        expiresAt: expiry(rules.optedOutAt === undefined ? settings : { ...settings, retentionMs: OPT_OUT_MS }),
      };
      const unchanged =
        conversation.version === 0
          ? { expression: 'attribute_not_exists(id)' }
          : {
              expression: '#version = :version',
              names: { '#version': 'version' },
              values: { ':version': conversation.version },
            };
      if (bytesOf(item) > MAX_RECORD_BYTES && bytesOf([decisions, memory]) > SMALL_BYTES)
        throw new NotStorable(TOO_LARGE);
      const written = await table.put(item, unchanged).catch(asNotStorable);
      return written.ok || written.item?.writer === item.writer;
    },
  };
  return { ...records, homeOf: contactHomes(table, settings, records) };
}

/** How large it is in a record, in bytes: a little less than its JSON, but for long lists of short numbers. */
function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** DynamoDB has a last word on what it holds: lists in lists in lists, for instance. */
function asNotStorable(error: unknown): never {
  if (!(error instanceof Error && error.name === 'ValidationException')) throw error;
  throw new NotStorable('DynamoDB does not hold what was decided', { cause: error });
}

async function sorted(
  decisions: Conversation['decisions'],
  isDone: (key: Key) => Promise<boolean>,
): Promise<{ open: Conversation['decisions']; closed: string[] }> {
  const entries = await Promise.all(
    Object.entries(decisions).map(async (entry) => ({ entry, done: await isDone(entry[1].cause) })),
  );
  const open = entries.filter(({ done }) => !done).map(({ entry }) => entry);
  return { open: Object.fromEntries(open), closed: entries.filter(({ done }) => done).map(({ entry }) => entry[0]) };
}

/** 48 bits: among twenty answers, one in ten million million is taken for another. */
function shortHash(reply: string): string {
  return createHash('sha256').update(reply).digest('base64url').slice(0, 8);
}

/** The key of the record of a conversation. */
export function conversationKey(hash: string): Key {
  return { id: `conversation#${hash}`, event: CONVERSATION };
}
