import { parseJson } from '../runtime/json.ts';
import {
  type ConversationAccess,
  ConversationMoved,
  conversationKey,
  type LedgerConversation,
  NotStorable,
  OPT_OUT_MS,
  type PersonsChange,
  type RuleState,
  shortHash,
} from './conversation.ts';
import { contactHomes, type HomeOf } from './homes.ts';
import { expiry, FORMAT, type LedgerSettings, unchanged } from './lease.ts';
import { asContact } from './lists.ts';
import type { Key, Table } from './table.ts';

/**
 * How many answers are remembered after their decisions are not: few enough to keep the record within one write unit.
 */
const REMEMBERED_ANSWERS = 20;

/** DynamoDB holds items of 400 KB. The rest is for what is small: what the rules decide, an opt-out above all. */
const MAX_RECORD_BYTES = 350 * 1024;
const SMALL_BYTES = 4 * 1024;
const TOO_LARGE = 'With what is answered and remembered, the record of the conversation would be larger than 350 KB';

export interface ConversationRecords extends ConversationAccess {
  /** Under which hash the conversation of a contact is kept who may have several addresses. */
  homeOf: HomeOf;
}

/**
 * @param isDone whether the event of an older decision is done: its decision is needed no more. An event that went to
 *   the dead-letter queue after its decision is not, and keeps it for the day it is redriven.
 */
export function conversationRecords(
  table: Table,
  settings: LedgerSettings,
  isDone: (key: Key) => Promise<boolean>,
): ConversationRecords {
  const records: ConversationAccess = {
    async read(hash) {
      const item = await table.get(conversationKey(hash));
      if (item?.home !== undefined) throw new ConversationMoved();
      return {
        hash,
        version: Number(item?.version ?? 0),
        decisions: (item?.decisions ?? {}) as LedgerConversation['decisions'],
        answered: (item?.answered ?? []) as string[],
        memory: item?.memory === undefined ? undefined : parseJson(String(item.memory)),
        rules: (item?.rules ?? { said: [] }) as RuleState,
        ...(item?.addresses !== undefined && { addresses: item.addresses as string[] }),
        ...(item?.revision !== undefined && { revision: Number(item.revision) }),
        ...(item?.formerly !== undefined && { formerly: item.formerly as string[] }),
        ...(item?.byPerson !== undefined && { byPerson: item.byPerson as PersonsChange[] }),
      };
    },

    async saveDecisions(conversation, decisions, { memory, rules }) {
      const { open, closed } = await sorted(conversation.decisions, isDone);
      const item = {
        ...conversationKey(conversation.hash),
        conversation: conversation.hash,
        ...asContact(conversation.hash, rules, settings.now()),
        format: FORMAT,
        version: conversation.version + 1,
        writer: settings.newOwner(),
        decisions: { ...decisions, ...open },
        answered: [...conversation.answered, ...closed.map(shortHash)].slice(-REMEMBERED_ANSWERS),
        // As text, because DynamoDB cannot hold every number and every field name.
        memory: memory === undefined ? undefined : JSON.stringify(memory),
        rules,
        addresses: conversation.addresses,
        revision: conversation.revision,
        formerly: conversation.formerly,
        byPerson: conversation.byPerson,
        expiresAt: expiry(rules.optedOutAt === undefined ? settings : { ...settings, retentionMs: OPT_OUT_MS }),
      };
      if (bytesOf(item) > MAX_RECORD_BYTES && bytesOf([decisions, memory]) > SMALL_BYTES)
        throw new NotStorable(TOO_LARGE);
      const written = await table.put(item, unchanged(conversation.version)).catch(asNotStorable);
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
  decisions: LedgerConversation['decisions'],
  isDone: (key: Key) => Promise<boolean>,
): Promise<{ open: LedgerConversation['decisions']; closed: string[] }> {
  const entries = await Promise.all(
    Object.entries(decisions).map(async (entry) => ({ entry, done: await isDone(entry[1].cause) })),
  );
  const open = entries.filter(({ done }) => !done).map(({ entry }) => entry);
  return { open: Object.fromEntries(open), closed: entries.filter(({ done }) => done).map(({ entry }) => entry[0]) };
}
