import { expiry, FORMAT, heldBy, isOwn, type Lease, type LedgerSettings, newLease } from './lease.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * The records of replies: partition the reply key, sort `#reply.<index>`.
 *
 *     (none) ─begin─► sending ─close─► sent | failed | expired
 *                     │  ▲  └─────► unknown ─close─► sent
 *             requeue ▼  │ begin      │
 *                    queued ◄─────────┘ requeue
 *
 * `unknown` is a reply that may have been sent: the vendor's answer was lost, or a worker stopped while it was sending.
 *
 * `windowTemplate` names the template that is sent in the place of the reply. It is written before the template is sent and
 * never taken back, so that whoever looks for the send knows what to look for, and nobody sends the reply as well.
 */

/** What the sort key of such a record begins with. */
export const REPLY_RECORD = '#reply.';

export type ClosedState = 'sent' | 'failed' | 'expired';

/** The answer to a beginning. */
export type Beginning =
  | { kind: 'begun'; lease: Lease; windowTemplate?: string }
  /** There is nothing left to do. */
  | { kind: 'closed'; state: ClosedState }
  /** Another worker is at it; its lease ends then (epoch ms). */
  | { kind: 'busy'; until: number }
  /** It was perhaps sent at that time (epoch ms), and whoever holds the lease finds out. */
  | { kind: 'unknown'; lease: Lease; attemptedAt: number; windowTemplate?: string };

export interface ReplyRecords {
  /**
   * Takes a reply to send it or, when it may have been sent, to find out. The fields are written only where it is taken to
   * be sent; a `windowTemplate` of an earlier time stays.
   */
  begin(key: Key, fields: Item): Promise<Beginning>;
  /** Writes how it ended. @returns false when the lease was lost */
  close(key: Key, lease: Lease, state: ClosedState, fields: Item): Promise<boolean>;
  /** Gives back a reply that was surely not sent, with fields for the next who begins it. @returns false when the lease was lost */
  requeue(key: Key, lease: Lease, code: string, fields?: Item): Promise<boolean>;
  /** Gives back a reply that may have been sent. @returns false when the lease was lost */
  leaveUnknown(key: Key, lease: Lease, code: string): Promise<boolean>;
}

/** The key of one reply of an answer. */
export function replyRecordKey(reply: string, index: number): Key {
  return { id: reply, event: `${REPLY_RECORD}${index}` };
}

export function replyRecords(table: Table, settings: LedgerSettings): ReplyRecords {
  const finish = async (key: Key, lease: Lease, fields: Item): Promise<boolean> => {
    const released = { ...fields, updatedAt: settings.now(), owner: undefined, leaseUntil: 0 };
    return (await table.set(key, released, heldBy(lease))).ok;
  };

  return {
    async begin(key, fields) {
      const lease = newLease(settings);
      const held = { owner: lease.owner, leaseUntil: lease.until, expiresAt: expiry(settings) };
      const fresh = { ...fields, ...held, format: FORMAT, state: 'sending', attemptedAt: settings.now() };
      const written = await table.set(key, fresh, {
        expression: 'attribute_not_exists(id) OR #state = :queued',
        names: { '#state': 'state' },
        values: { ':queued': 'queued' },
      });
      if (written.ok) return { kind: 'begun', lease, ...windowTemplateOf({ ...written.old, ...fields }) };
      if (isOwn(lease, written.item)) return { kind: 'begun', lease, ...windowTemplateOf(written.item) };
      const { state, leaseUntil } = written.item ?? {};
      if (state === 'sent' || state === 'failed' || state === 'expired') return { kind: 'closed', state };

      const abandoned = { ...held, state: 'unknown' };
      const taken = await table.set(key, abandoned, {
        expression: '#leaseUntil < :now AND (#state = :sending OR #state = :unknown)',
        names: { '#state': 'state', '#leaseUntil': 'leaseUntil' },
        values: { ':sending': 'sending', ':unknown': 'unknown', ':now': settings.now() },
      });
      const record = taken.ok ? taken.old : taken.item;
      if (taken.ok || isOwn(lease, record))
        return { kind: 'unknown', lease, attemptedAt: Number(record?.attemptedAt), ...windowTemplateOf(record) };
      return { kind: 'busy', until: Number(record?.leaseUntil ?? leaseUntil ?? lease.until) };
    },

    close: (key, lease, state, fields) => finish(key, lease, { state, ...fields }),
    requeue: (key, lease, code, fields) => finish(key, lease, { state: 'queued', code, ...fields }),
    leaveUnknown: (key, lease, code) => finish(key, lease, { state: 'unknown', code }),
  };
}

function windowTemplateOf(record: Item | undefined): { windowTemplate?: string } {
  const windowTemplate = record?.windowTemplate;
  return typeof windowTemplate === 'string' ? { windowTemplate } : {};
}
