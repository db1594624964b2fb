import type { Condition, Item } from './table.ts';

/** A worker's right to work on a record, and until when. Whoever writes the outcome must still hold it. */
export interface Lease {
  /** The fence: a token that only this holder knows. */
  owner: string;
  /** Epoch ms. After it another worker may take the record over. */
  until: number;
}

/** What the ledger takes from the world; passed in, so that tests hold the clock. */
export interface LedgerSettings {
  /** The time in epoch ms. */
  now(): number;
  /** A new token that nobody has had before. */
  newOwner(): string;
  /** How long a lease lasts, in ms: longer than the function may run. */
  leaseMs: number;
  /** How long a record is remembered, in ms: longer than a dead-letter queue keeps a message. */
  retentionMs: number;
}

/** The version of the records' format. Code must read every version that is younger than the retention. */
export const FORMAT = 1;

export function newLease({ now, newOwner, leaseMs }: LedgerSettings): Lease {
  return { owner: newOwner(), until: now() + leaseMs };
}

/** When DynamoDB may forget a record, in epoch seconds. */
export function expiry({ now, retentionMs }: LedgerSettings): number {
  return Math.floor((now() + retentionMs) / 1000);
}

/** That nobody has written a record since it had that version; 0 for one that there was not. */
export function unchanged(version: number): Condition {
  if (version === 0) return { expression: 'attribute_not_exists(id)' };
  return { expression: '#version = :version', names: { '#version': 'version' }, values: { ':version': version } };
}

/** That the record still is this holder's. */
export function heldBy(lease: Lease): Condition {
  return { expression: '#owner = :holder', names: { '#owner': 'owner' }, values: { ':holder': lease.owner } };
}

/**
 * Whether the record that stood in the way of taking a lease is that lease: the write was made, and its answer lost.
 */
export function isOwn(lease: Lease, item: Item | undefined): boolean {
  return item?.owner === lease.owner;
}
