import type { LedgerSettings } from '../../lambdas/ledger/lease.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A clock that stands still until it is moved. */
export interface Clock {
  now(): number;
  advance(ms: number): void;
}

export function clock(start = Date.parse('2026-02-24T10:30:00.000Z')): Clock {
  let time = start;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
}

/** Settings of a ledger with leases of a minute and owners that are numbered. */
export function ledgerSettings({ now }: Clock): LedgerSettings {
  let owners = 0;
  return { now, newOwner: () => `owner-${++owners}`, leaseMs: 60_000, retentionMs: 30 * DAY_MS };
}
