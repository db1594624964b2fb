import { expiry, FORMAT, heldBy, isOwn, type Lease, type LedgerSettings, newLease } from './lease.ts';
import type { Condition, Item, Key, Table } from './table.ts';

/**
 * The records of events: partition `data.id`, sort the event's name.
 *
 *     (none) ─claim─► claimed ─complete─► done
 *                      │    ▲
 *               release└────┘ or the lease ends: another worker claims it
 */

/** The answer to a claim. */
export type Claim =
  /** It is ours; `failures` says how often the work on it was begun before and failed, or never came to an end. */
  | { kind: 'claimed'; lease: Lease; failures: number }
  /** It was handled before. */
  | { kind: 'duplicate' }
  /** Another worker is at it; its lease ends then (epoch ms). */
  | { kind: 'busy'; until: number };

export interface EventRecords {
  /** Takes an event to work on it. A crashed worker's event can be taken when its lease has ended. */
  claim(key: Key, fields: Item): Promise<Claim>;
  /** Writes the outcome. @returns false when the lease was lost to another worker, who has not finished yet */
  complete(key: Key, lease: Lease, outcome: string): Promise<boolean>;
  /** Gives an event back unfinished, so that a retry need not wait for the lease to end. */
  release(key: Key, lease: Lease, failures: number): Promise<void>;
  /** Records an event that needs no work. @returns false when it was recorded before */
  record(key: Key, fields: Item): Promise<boolean>;
  /** Whether an event is done, as far as an eventually consistent read can tell. */
  isDone(key: Key): Promise<boolean>;
}

export function eventRecords(table: Table, settings: LedgerSettings): EventRecords {
  /** A lease that ended without a release is a worker that crashed. The claim has overwritten the count; it goes on. */
  async function carryFailures(key: Key, lease: Lease, old: Item | undefined): Promise<number> {
    if (old === undefined) return 0;
    const failures = Number(old.failures ?? 0) + (old.leaseUntil === 0 ? 0 : 1);
    if (failures > 0) await table.set(key, { failures }, heldBy(lease));
    return failures;
  }

  return {
    async claim(key, fields) {
      const lease = newLease(settings);
      const item = {
        ...key,
        ...fields,
        ...common(settings),
        state: 'claimed',
        owner: lease.owner,
        leaseUntil: lease.until,
      };
      const written = await table.put(item, free(settings.now()));
      if (written.ok) return { kind: 'claimed', lease, failures: await carryFailures(key, lease, written.old) };
      if (isOwn(lease, written.item)) return { kind: 'claimed', lease, failures: 0 };
      if (written.item?.state === 'done') return { kind: 'duplicate' };
      return { kind: 'busy', until: Number(written.item?.leaseUntil ?? lease.until) };
    },

    async complete(key, lease, outcome) {
      const fields = { state: 'done', outcome, doneAt: settings.now(), owner: undefined, leaseUntil: undefined };
      const written = await table.set(key, fields, heldBy(lease));
      return written.ok || written.item?.state === 'done';
    },

    async release(key, lease, failures) {
      await table.set(key, { leaseUntil: 0, failures }, heldBy(lease));
    },

    async record(key, fields) {
      const item = {
        ...key,
        ...fields,
        ...common(settings),
        state: 'done',
        outcome: 'recorded',
        doneAt: settings.now(),
      };
      return (await table.put(item, { expression: 'attribute_not_exists(id)' })).ok;
    },

    async isDone(key) {
      return (await table.get(key, { consistent: false }))?.state === 'done';
    },
  };
}

function common(settings: LedgerSettings): Item {
  return { format: FORMAT, expiresAt: expiry(settings) };
}

function free(now: number): Condition {
  return {
    expression: 'attribute_not_exists(id) OR (#state = :claimed AND #leaseUntil < :now)',
    names: { '#state': 'state', '#leaseUntil': 'leaseUntil' },
    values: { ':claimed': 'claimed', ':now': now },
  };
}
