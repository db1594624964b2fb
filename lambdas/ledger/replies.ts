import { expiry, FORMAT, type Lease, type LedgerSettings, newLease } from './lease.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * The records of replies: partition the reply key, sort `#reply.<index>`.
 *
 *     (none) ─begin─► sending ─close─► sent | failed | expired
 *                     │  ▲  └───────── unknown: the answer of the vendor was lost, or the lease ended while it was sending
 *             requeue ▼  │ begin
 *                    queued
 */

export type ClosedState = 'sent' | 'failed' | 'expired';

/** The answer to a beginning. */
export type Beginning =
  | { kind: 'begun'; lease: Lease }
  /** There is nothing left to do. */
  | { kind: 'closed'; state: ClosedState }
  /** Another worker is sending; its lease ends then (epoch ms). */
  | { kind: 'busy'; until: number }
  /** It was perhaps sent. */
  | { kind: 'unknown' };

export interface ReplyRecords {
  /** Takes a reply to send it. A reply that another worker began and never closed is `unknown`: it may have been sent. */
  begin(key: Key, fields: Item): Promise<Beginning>;
  /** Writes how it ended. @returns false when the lease was lost */
  close(key: Key, lease: Lease, state: ClosedState | 'unknown', fields: Item): Promise<boolean>;
  /** Gives back a reply that was surely not sent. @returns false when the lease was lost */
  requeue(key: Key, lease: Lease, code: string): Promise<boolean>;
}

/** The key of one reply of an answer. */
export function replyRecordKey(reply: string, index: number): Key {
  return { id: reply, event: `#reply.${index}` };
}

export function replyRecords(table: Table, settings: LedgerSettings): ReplyRecords {
  const finish = async (key: Key, lease: Lease, fields: Item): Promise<boolean> => {
    const written = await table.set(
      key,
      { ...fields, updatedAt: settings.now(), owner: undefined, leaseUntil: undefined },
      {
        expression: '#state = :sending AND #owner = :holder',
        names: { '#state': 'state', '#owner': 'owner' },
        values: { ':sending': 'sending', ':holder': lease.owner },
      },
    );
    return written.ok;
  };

  return {
    async begin(key, fields) {
      const lease = newLease(settings);
      const written = await table.set(
        key,
        {
          ...fields,
          format: FORMAT,
          state: 'sending',
          owner: lease.owner,
          leaseUntil: lease.until,
          expiresAt: expiry(settings),
        },
        {
          expression: 'attribute_not_exists(id) OR #state = :queued',
          names: { '#state': 'state' },
          values: { ':queued': 'queued' },
        },
      );
      return written.ok ? { kind: 'begun', lease } : standing(table, key, written.item, settings);
    },

    close: (key, lease, state, fields) => finish(key, lease, { state, ...fields }),
    requeue: (key, lease, code) => finish(key, lease, { state: 'queued', code }),
  };
}

async function standing(table: Table, key: Key, item: Item | undefined, settings: LedgerSettings): Promise<Beginning> {
  const state = item?.state;
  if (state === 'sent' || state === 'failed' || state === 'expired') return { kind: 'closed', state };
  if (state === 'unknown') return { kind: 'unknown' };
  const until = Number(item?.leaseUntil ?? settings.now() + settings.leaseMs);
  if (until >= settings.now()) return { kind: 'busy', until };
  const abandoned = await table.set(
    key,
    { state: 'unknown', code: 'ABANDONED', updatedAt: settings.now(), owner: undefined, leaseUntil: undefined },
    {
      expression: '#state = :sending AND #owner = :holder',
      names: { '#state': 'state', '#owner': 'owner' },
      values: { ':sending': 'sending', ':holder': item?.owner },
    },
  );
  return abandoned.ok ? { kind: 'unknown' } : { kind: 'busy', until: settings.now() };
}
