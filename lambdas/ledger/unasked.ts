import { conversationKey, type Said } from './conversation.ts';
import { expiry, FORMAT, type LedgerSettings, unchanged } from './lease.ts';
import type { Key, Table } from './table.ts';

/**
 * What was last sent to a contact unasked, by short hashes: partition that of the conversation, sort `#unasked`. The
 * conversation itself is written by the processor alone; this is how it learns what it did not decide, when WhatsApp
 * reports that something left from our number.
 */

/** The sort key of such a record. */
export const UNASKED = '#unasked';

/** How many are remembered. An echo comes within minutes. */
const REMEMBERED = 20;

/** Another worker may write at the same time; this often it is tried again. */
const MAX_TRIES = 5;

export interface UnaskedRecords {
  /** Remembers what is about to be sent. May be repeated. @throws when others write all the time */
  note(conversation: string, said: Said): Promise<void>;
  said(conversation: string): Promise<readonly Said[]>;
}

export function unaskedRecords(table: Table, settings: LedgerSettings): UnaskedRecords {
  const read = async (conversation: string): Promise<{ version: number; said: Said[] }> => {
    const item = await table.get(keyOf(conversation));
    return { version: Number(item?.version ?? 0), said: (item?.said ?? []) as Said[] };
  };

  return {
    async note(conversation, said) {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const before = await read(conversation);
        if (before.said.some(({ reply }) => reply === said.reply)) return;
        const item = {
          ...keyOf(conversation),
          conversation,
          format: FORMAT,
          version: before.version + 1,
          said: [...before.said, said].slice(-REMEMBERED),
          expiresAt: expiry(settings),
        };
        if ((await table.put(item, unchanged(before.version))).ok) return;
      }
      throw new Error('What is sent could not be noted: others wrote at the same time');
    },

    said: async (conversation) => (await read(conversation)).said,
  };
}

function keyOf(conversation: string): Key {
  return { id: conversationKey(conversation).id, event: UNASKED };
}
