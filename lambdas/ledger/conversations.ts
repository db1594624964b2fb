import type { ReplyContent } from '../pilot-status/send.ts';
import { expiry, FORMAT, type LedgerSettings } from './lease.ts';
import type { Key, Table } from './table.ts';

/**
 * The record of a conversation: partition `conversation#<hash>`, sort `#conversation`. It holds the decisions whose events
 * are not known to be done, so that a decision is made once, and what is decided and what is remembered are one write.
 */

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
      };
    },

    async decide(conversation, reply, decision) {
      const open = await stillOpen(conversation.decisions, isDone);
      const item = {
        ...recordKey(conversation.hash),
        format: FORMAT,
        version: conversation.version + 1,
        writer: settings.newOwner(),
        decisions: { ...open, [reply]: decision },
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

async function stillOpen(
  decisions: Conversation['decisions'],
  isDone: (key: Key) => Promise<boolean>,
): Promise<Conversation['decisions']> {
  const entries = await Promise.all(
    Object.entries(decisions).map(async (entry) => ({ entry, done: await isDone(entry[1].cause) })),
  );
  return Object.fromEntries(entries.filter(({ done }) => !done).map(({ entry }) => entry));
}

function recordKey(hash: string): Key {
  return { id: `conversation#${hash}`, event: '#conversation' };
}
