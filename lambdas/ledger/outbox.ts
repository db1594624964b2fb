import { createHash } from 'node:crypto';
import type { ReplyContent } from '../pilot-status/content.ts';
import { expiry, FORMAT, type LedgerSettings } from './lease.ts';
import { asSend } from './lists.ts';
import { type ClosedState, replyRecordKey } from './replies.ts';
import type { Condition, Item, Key, Table } from './table.ts';

/**
 * The records of the outbox: messages that nobody asked us for, to be sent now or on a date. Partition `send#<hash of
 * the idempotency key>`, sort that of a reply:
 *
 *     (none) ─put─► queued ─begin─► sending ─► … as the record of a reply
 *                   ▲ │ ▲
 *              put  │ │ └ put with a later revision: another date, or other content
 *                   │ ▼ cancel
 *                 cancelled
 *
 * Whoever asks later has the larger `revision`, and each revision has a job of its own on the replies queue or in a
 * schedule: of all these jobs only that of the revision in the record is worked on. What was begun can no longer be
 * moved or cancelled.
 */

/** A message of the outbox, as long as it waits. */
export interface OutboxMessage {
  /** The partition of its record. */
  id: string;
  revision: number;
  /** The caller's idempotency key. */
  key: string;
  conversation: string;
  numberId?: string;
  to: string;
  content: ReplyContent;
  /** When it was decided, when it is due, and when it is no longer worth sending; epoch ms. */
  decidedAt: number;
  at: number;
  until: number;
}

/** How a message stands: a state of a reply, or one before it. */
export type OutboxState = 'queued' | 'sending' | 'unknown' | ClosedState;

/** What the ledger has under a key. */
export interface OutboxRecord {
  state: OutboxState;
  revision: number;
  /** By this the same message is known again. */
  digest: string | undefined;
  /** Whether a send of it was tried. */
  isBegun: boolean;
  /** The message, until it is closed; undefined as well after its contact was erased. */
  message: OutboxMessage | undefined;
  /** The contact's; undefined after the contact was erased. */
  conversation: string | undefined;
  /** When it is or was due, epoch ms. */
  at: number | undefined;
  /** The revision that it took the place of, whose schedule is of no use any more. */
  replaces?: number;
  /** The vendor's id of the send, and what the vendor or we had to say of how it ended. */
  sentId?: string;
  code?: string;
}

/** Whether a write was made, and what the ledger has now: what was written, or what stood in its way. */
export interface OutboxWritten {
  ok: boolean;
  record: OutboxRecord;
}

export interface OutboxRecords {
  read(id: string): Promise<OutboxRecord | undefined>;
  /** Writes a message under a key that nobody has used. */
  add(message: OutboxMessage): Promise<OutboxWritten>;
  /** Replaces a message that has this revision and still waits. */
  move(message: OutboxMessage, revision: number): Promise<OutboxWritten>;
  /** Writes a message under a key that nobody has used, or replaces an earlier one that waits or was cancelled. */
  put(message: OutboxMessage): Promise<OutboxWritten>;
  /**
   * Cancels what waits under a key, and makes every earlier revision come to nothing, also one that is written later.
   */
  cancel(message: Pick<OutboxMessage, 'id' | 'revision' | 'key' | 'conversation'>): Promise<OutboxWritten>;
}

/**
 * The id of a message.
 *
 * @param scope within which the key names one message: the conversation, or the outbox of all
 */
export function outboxId(scope: string, key: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([scope, key]))
    .digest('base64url');
  return `send#${hash}`;
}

/** The event in whose name a message is sent, as replies have one: it is another for each revision. */
export function causeOf({ id, revision }: Pick<OutboxMessage, 'id' | 'revision'>): Key {
  // In fewer digits than a phone number has: the log leaves those out.
  return { id, event: `#send.${revision.toString(36)}` };
}

/** By this a message is known again, in whatever order its fields come. */
export function digestOf({ conversation, content }: Pick<OutboxMessage, 'conversation' | 'content'>): string {
  return createHash('sha256')
    .update(JSON.stringify([conversation, sorted(content)]))
    .digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => [name, sorted(field)]);
}

export function outboxRecords(table: Table, settings: LedgerSettings): OutboxRecords {
  const write = async (item: Key & Item, condition: Condition): Promise<OutboxWritten> => {
    const written = await table.put(item, condition);
    return { ok: written.ok, record: recordIn(written.ok ? item : (written.item ?? {})) };
  };
  const itemOf = ({ id, ...message }: OutboxMessage, replaces: number | undefined): Key & Item => ({
    ...replyRecordKey(id, 0),
    ...message,
    format: FORMAT,
    state: 'queued',
    ...asSend(message.at),
    cause: causeOf({ id, revision: message.revision }),
    digest: digestOf(message),
    replaces,
    updatedAt: settings.now(),
    // The record outlives its date by as long as others outlive their beginning.
    expiresAt: expiry({ ...settings, now: () => Math.max(message.at, settings.now()) }),
  });
  const read = async (id: string): Promise<Item | undefined> => table.get(replyRecordKey(id, 0));

  return {
    async read(id) {
      const item = await read(id);
      return item && recordIn(item);
    },

    add: (message) => write(itemOf(message, undefined), { expression: 'attribute_not_exists(id)' }),

    move: (message, revision) =>
      write(itemOf(message, revision), {
        expression: '#state = :queued AND #revision = :old AND attribute_not_exists(#attemptedAt)',
        names: { '#state': 'state', '#revision': 'revision', '#attemptedAt': 'attemptedAt' },
        values: { ':queued': 'queued', ':old': revision },
      }),

    async put(message) {
      const before = await read(message.id);
      return write(itemOf(message, before?.revision as number | undefined), newOrEarlier(message.revision));
    },

    async cancel({ id, ...fields }) {
      const before = await read(id);
      const cancelled = {
        ...replyRecordKey(id, 0),
        ...fields,
        format: FORMAT,
        state: 'cancelled',
        ...asSend(Number(before?.at ?? settings.now())),
        digest: before?.digest,
        replaces: before?.revision,
        updatedAt: settings.now(),
        leaseUntil: 0,
        expiresAt: Math.max(expiry(settings), Number(before?.expiresAt ?? 0)),
      };
      return write(cancelled, newOrEarlier(fields.revision));
    },
  };
}

/** That the key was not used, or that what it was used for was asked for earlier and never begun. */
function newOrEarlier(revision: number): Condition {
  const isOpen = '(#state = :queued OR #state = :cancelled)';
  const isEarlier = `${isOpen} AND #revision < :revision AND attribute_not_exists(#attemptedAt)`;
  return {
    expression: `attribute_not_exists(id) OR (${isEarlier})`,
    names: { '#state': 'state', '#revision': 'revision', '#attemptedAt': 'attemptedAt' },
    values: { ':queued': 'queued', ':cancelled': 'cancelled', ':revision': revision },
  };
}

function recordIn(item: Item): OutboxRecord {
  const { id, revision, key, conversation, numberId, to, content, decidedAt, at, until } = item;
  const message =
    content === undefined
      ? undefined
      : ({ id, revision, key, conversation, numberId, to, content, decidedAt, at, until } as unknown as OutboxMessage);
  return {
    state: item.state as OutboxState,
    revision: Number(revision),
    digest: item.digest as string | undefined,
    isBegun: item.attemptedAt !== undefined,
    message,
    conversation: conversation as string | undefined,
    at: at as number | undefined,
    ...(item.replaces !== undefined && { replaces: Number(item.replaces) }),
    ...(item.sentId !== undefined && { sentId: String(item.sentId) }),
    ...(item.code !== undefined && { code: String(item.code) }),
  };
}
