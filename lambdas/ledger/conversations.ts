import { createHash } from 'node:crypto';
import type { ReplyContent } from '../pilot-status/send.ts';
import { expiry, FORMAT, type LedgerSettings } from './lease.ts';
import type { Key, Table } from './table.ts';

/**
 * The record of a conversation: partition `conversation#<hash>`, sort `#conversation`. It holds the decisions whose events
 * are not known to be done, so that a decision is made once, and what is decided and what is remembered are one write.
 */

/** The sort key of such a record. */
export const CONVERSATION = '#conversation';

/** What the bot decided about one message. */
export interface Decision {
  replies: ReplyContent[];
  /** The event that it was asked about. */
  cause: Key;
}

export interface Conversation {
  hash: string;
  /** Counts the decisions; 0 for a conversation that is not in the ledger. */
  version: number;
  /** Open decisions by the key of their answer, so that a message that two events tell of is decided once. */
  decisions: Readonly<Record<string, Decision>>;
  /** The last answers whose decisions are no longer kept, as hashes: a message that a second event tells of is among them. */
  answered: readonly string[];
}

/** How many answers are remembered after their decisions are not: few enough to keep the record within one write unit. */
const REMEMBERED_ANSWERS = 20;

/** Whether a message was decided about and its replies are on their way, although the decision is no longer kept. */
export function isAnswered({ answered }: Conversation, reply: string): boolean {
  return answered.includes(shortHash(reply));
}

export interface ConversationRecords {
  read(hash: string): Promise<Conversation>;
  /** Writes a decision. @returns false when the conversation was written by another worker since it was read */
  decide(conversation: Conversation, reply: string, decision: Decision): Promise<boolean>;
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
  return {
    async read(hash) {
      const item = await table.get(recordKey(hash));
      return {
        hash,
        version: Number(item?.version ?? 0),
        decisions: (item?.decisions ?? {}) as Conversation['decisions'],
        answered: (item?.answered ?? []) as string[],
      };
    },

    async decide(conversation, reply, decision) {
      const { open, closed } = await sorted(conversation.decisions, isDone);
      const item = {
        ...recordKey(conversation.hash),
        conversation: conversation.hash,
        format: FORMAT,
        version: conversation.version + 1,
        writer: settings.newOwner(),
        decisions: { ...open, [reply]: decision },
        answered: [...conversation.answered, ...closed.map(shortHash)].slice(-REMEMBERED_ANSWERS),
        expiresAt: expiry(settings),
      };
      const unchanged =
        conversation.version === 0
          ? { expression: 'attribute_not_exists(id)' }
          : {
              expression: '#version = :version',
              names: { '#version': 'version' },
              values: { ':version': conversation.version },
            };
      const written = await table.put(item, unchanged);
      return written.ok || written.item?.writer === item.writer;
    },
  };
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

function recordKey(hash: string): Key {
  return { id: `conversation#${hash}`, event: CONVERSATION };
}
