import type { Doubt } from '../pilot-status/answer.ts';
import type { EventKey } from '../pilot-status/identity.ts';
import { expiry, FORMAT, heldBy, isOwn, type Lease, type LedgerSettings, newLease } from './lease.ts';
import { asMessage } from './lists.ts';
import type { Condition, Item, Key, Table } from './table.ts';

/**
 * The records of replies: partition the reply key, sort `#reply.<index>`.
 *
 *     (none) ─begin─► sending ─close─► sent | failed | expired | overtaken
 *                     │  ▲  └─────► unknown ─close─► sent | expired
 *             requeue ▼  │ begin      │
 *                    queued ◄─────────┘ requeue
 *                       ▲
 *                       └─ failed ─reopen, for another address of the contact
 *
 * `unknown` is a reply that may have been sent: the vendor's answer was lost or is in doubt, or a worker stopped while
 * it was sending. `doubt` says why, where an answer came.
 *
 * `unanswered` counts the sends before the latest that may have been accepted, and `firstAttemptAt` is when the first
 * of them began. Both outlive everything but the record: they are what keeps a reply from being sent again and again.
 *
 * `cause` is the event that is answered, and `decidedAt` when that was decided. A message that two events report can be
 * decided about twice, long after the first decision, and so can one whose contact was erased meanwhile; the decision
 * that was begun first is the answer, with all its parts, and the other is a duplicate.
 *
 * `windowTemplate` names the template that is sent instead of the reply. It is written before the template is sent
 * and never taken back, so that whoever looks for the send knows what to look for, and nobody sends the reply as well.
 *
 * `overtaken` is a reply that waited until its contact opted out or a person took over; `code` says which. So is that
 * of a message that was answered together with others, from the start: whatever a second event about it brings, nothing
 * is sent.
 *
 * `refused` names the ways to write to the contact that the vendor refused, by the forms of the addresses.
 *
 * A message of the outbox has such a record as well, which holds the message until it is closed (`outbox.ts`).
 */

/** What the sort key of such a record begins with. */
export const REPLY_RECORD = '#reply.';

const CLOSED_STATES = ['sent', 'failed', 'expired', 'overtaken', 'cancelled'] as const;
export type ClosedState = (typeof CLOSED_STATES)[number];

/** The answer to a beginning. */
export type Beginning =
  | BegunReply
  /**
   * There is nothing left to do, unless it failed for its address, and there is another than those that were refused.
   */
  | { kind: 'closed'; state: ClosedState; refused?: string[]; sentId?: string; code?: string }
  /** Another answer to the same message was begun. */
  | { kind: 'other' }
  /** Another worker is at it; its lease ends then (epoch ms). */
  | { kind: 'busy'; until: number }
  | UnknownReply;

/** What earlier attempts found out. */
interface Kept {
  windowTemplate?: string;
  /** The ways to write to the contact that the vendor refused. */
  refused?: string[];
}

/** A reply that is to be sent. */
export interface BegunReply extends Kept {
  kind: 'begun';
  lease: Lease;
  /** How many sends before this one may have been accepted. */
  unanswered: number;
}

/** A reply that was perhaps sent, and whoever holds the lease finds out. */
export interface UnknownReply extends Kept {
  kind: 'unknown';
  lease: Lease;
  /** When the first send that may have been accepted was begun, and when the latest; epoch ms. */
  firstAttemptAt: number;
  attemptedAt: number;
  /** How many sends may have been accepted, the latest included. */
  unanswered: number;
  /** What the answer to the latest was; undefined when there was none. */
  doubt?: Doubt;
  /** The message of the queue by which a person let it be sent once more. */
  putBackAs?: string;
}

/** Which answer to a message a reply is part of. */
export interface AnswerId {
  /** The event that is answered. */
  cause: EventKey;
  /** When it was decided, epoch ms; older versions did not say. */
  decidedAt?: number;
}

/** What a record is begun with. */
export interface Begun extends AnswerId {
  conversation: string;
  windowTemplate?: string;
}

export interface ReplyRecords {
  /**
   * Takes a reply to send it or, when it may have been sent, to find out. The fields are written only where it is taken
   * to be sent; a `windowTemplate` of an earlier time stays.
   */
  begin(key: Key, fields: Begun): Promise<Beginning>;
  /**
   * Opens a reply that failed for its address, to be begun for another one, as part of this answer.
   *
   * @returns false when it has not failed, or no more
   */
  reopen(key: Key, answer: AnswerId): Promise<boolean>;
  /** Writes how it ended. @returns false when the lease was lost */
  close(key: Key, lease: Lease, state: ClosedState, fields: Item): Promise<boolean>;
  /**
   * Gives back a reply whose latest send surely took no effect, with fields for the next who begins it. @returns false
   * when the lease was lost
   */
  requeue(key: Key, lease: Lease, code: string, fields?: Item): Promise<boolean>;
  /**
   * Gives back a reply to be sent once more, although earlier sends may have been accepted. @returns false when the
   * lease was lost
   */
  sendAgain(key: Key, lease: Lease, code: string, earlier: EarlierSends): Promise<boolean>;
  /** Gives back a reply that may have been sent. @returns false when the lease was lost */
  leaveUnknown(key: Key, lease: Lease, code: string, send?: LatestSend): Promise<boolean>;
}

/** What is known of a send that was just made: how many before it may have been accepted, and what its answer was. */
export type LatestSend = Pick<UnknownReply, 'unanswered' | 'doubt'>;

/** What is to be remembered of the sends before the next. */
export type EarlierSends = Pick<UnknownReply, 'unanswered' | 'firstAttemptAt' | 'putBackAs'>;

/** The key of one reply of an answer. */
export function replyRecordKey(reply: string, index: number): Key {
  return { id: reply, event: `${REPLY_RECORD}${index}` };
}

/** Closes the reply of a message that was answered together with others, before it was begun. May be repeated. */
export type CloseTogether = (reply: string, cause: EventKey, conversation: string) => Promise<void>;

export function closerTogether(table: Table, settings: LedgerSettings): CloseTogether {
  return async (reply, cause, conversation) => {
    const closed = { state: 'overtaken', code: 'ANSWERED_TOGETHER', updatedAt: settings.now(), leaseUntil: 0 };
    const item = { ...replyRecordKey(reply, 0), ...closed, cause, conversation, format: FORMAT };
    await table.put({ ...item, expiresAt: expiry(settings) }, { expression: 'attribute_not_exists(id)' });
  };
}

export function replyRecords(table: Table, settings: LedgerSettings): ReplyRecords {
  const finish = async (key: Key, lease: Lease, fields: Item & { state: string }): Promise<boolean> => {
    const now = settings.now();
    const released = {
      ...fields,
      ...asMessage(key, fields.state, now),
      updatedAt: now,
      owner: undefined,
      leaseUntil: 0,
    };
    return (await table.set(key, released, heldBy(lease))).ok;
  };
  /** Whether a part belongs to another answer than the first part that was begun. */
  const isOfAnother = async ({ id, event }: Key, answer: AnswerId): Promise<boolean> => {
    const first = replyRecordKey(id, 0);
    return event !== first.event && !isPartOf(answer, await table.get(first));
  };

  return {
    async begin(key, fields) {
      if (await isOfAnother(key, fields)) return { kind: 'other' };
      const lease = newLease(settings);
      const held = { owner: lease.owner, leaseUntil: lease.until, expiresAt: expiry(settings) };
      const attempt = { format: FORMAT, state: 'sending', attemptedAt: settings.now(), doubt: undefined };
      const written = await table.set(key, { ...fields, ...held, ...attempt }, newOrQueued(fields));
      if (written.ok) return begun(lease, { ...written.old, ...fields });
      if (isOwn(lease, written.item)) return begun(lease, written.item);
      const { leaseUntil } = written.item ?? {};
      const state = CLOSED_STATES.find((closed) => closed === written.item?.state);
      if (state !== undefined) return { kind: 'closed', state, ...refusedIn(written.item), ...endOf(written.item) };
      if (!isPartOf(fields, written.item)) return { kind: 'other' };

      const abandoned = { ...held, state: 'unknown' };
      const taken = await table.set(key, abandoned, {
        expression: '#leaseUntil < :now AND (#state = :sending OR #state = :unknown)',
        names: { '#state': 'state', '#leaseUntil': 'leaseUntil' },
        values: { ':sending': 'sending', ':unknown': 'unknown', ':now': settings.now() },
      });
      const record = taken.ok ? taken.old : taken.item;
      if (taken.ok || isOwn(lease, record)) return { kind: 'unknown', lease, ...sendsIn(record) };
      return { kind: 'busy', until: Number(record?.leaseUntil ?? leaseUntil ?? lease.until) };
    },

    async reopen(key, { cause, decidedAt }) {
      const failed = { expression: '#state = :failed', names: { '#state': 'state' }, values: { ':failed': 'failed' } };
      return (await table.set(key, { state: 'queued', cause, decidedAt }, failed)).ok;
    },

    close: (key, lease, state, fields) => finish(key, lease, { state, ...WITHOUT_MESSAGE, ...fields }),
    requeue: (key, lease, code, fields) => finish(key, lease, { state: 'queued', code, ...fields }),
    sendAgain: (key, lease, code, earlier) => finish(key, lease, { state: 'queued', code, ...earlier }),
    leaveUnknown: (key, lease, code, send) => finish(key, lease, { state: 'unknown', code, ...send }),
  };
}

/** What the record of a message of the outbox needs no more when it is closed. */
const WITHOUT_MESSAGE = { to: undefined, content: undefined };

/** That a reply was not begun yet, or was given back, and is part of this answer. */
function newOrQueued({ cause, decidedAt }: AnswerId): Condition {
  const isOfDecision = '(attribute_not_exists(#decidedAt) OR #decidedAt = :decidedAt)';
  const isPart = ['#state = :queued', '#cause.#id = :causeId', '#cause.#event = :causeEvent'];
  return {
    expression: `attribute_not_exists(id) OR (${[...isPart, ...(decidedAt ? [isOfDecision] : [])].join(' AND ')})`,
    names: {
      ...{ '#state': 'state', '#cause': 'cause', '#id': 'id', '#event': 'event' },
      ...(decidedAt && { '#decidedAt': 'decidedAt' }),
    },
    values: {
      ...{ ':queued': 'queued', ':causeId': cause.id, ':causeEvent': cause.event },
      ...(decidedAt && { ':decidedAt': decidedAt }),
    },
  };
}

/** Whether a record is part of that answer, as far as it says so. */
function isPartOf({ cause, decidedAt }: AnswerId, record: Item | undefined): boolean {
  const begun = record?.cause as EventKey | undefined;
  if (begun !== undefined && (begun.id !== cause.id || begun.event !== cause.event)) return false;
  return decidedAt === undefined || record?.decidedAt === undefined || record.decidedAt === decidedAt;
}

function begun(lease: Lease, record: Item = {}): BegunReply {
  return { kind: 'begun', lease, unanswered: earlierSends(record), ...kept(record) };
}

function sendsIn(record: Item = {}): Omit<UnknownReply, 'kind' | 'lease'> {
  const { attemptedAt, firstAttemptAt = attemptedAt, doubt, putBackAs } = record;
  return {
    attemptedAt: Number(attemptedAt),
    firstAttemptAt: Number(firstAttemptAt),
    unanswered: earlierSends(record) + 1,
    ...kept(record),
    ...((doubt === 'broken' || doubt === 'blocked') && { doubt }),
    ...(typeof putBackAs === 'string' && { putBackAs }),
  };
}

/** The codes by which earlier versions said that they sent a reply again, without a count. */
const SENT_AGAIN = new Set<unknown>(['NOT_IN_HISTORY', 'HISTORY_SILENT']);

function earlierSends({ unanswered, state, code }: Item): number {
  if (typeof unanswered === 'number') return unanswered;
  return state !== 'unknown' && SENT_AGAIN.has(code) ? 1 : 0;
}

function kept(record: Item | undefined): Kept {
  const windowTemplate = record?.windowTemplate;
  return { ...refusedIn(record), ...(typeof windowTemplate === 'string' && { windowTemplate }) };
}

function endOf({ sentId, code }: Item = {}): { sentId?: string; code?: string } {
  return { ...(typeof sentId === 'string' && { sentId }), ...(typeof code === 'string' && { code }) };
}

function refusedIn(record: Item | undefined): Pick<Kept, 'refused'> {
  const refused = record?.refused;
  return Array.isArray(refused) ? { refused } : {};
}
