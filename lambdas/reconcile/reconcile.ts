import type { EventKey } from '../pilot-status/identity.ts';
import type { DeliveryLog } from './delivery-log.ts';
import type { Deliver } from './front-door.ts';
import { eventsOf, type LoggedEvent, type Verdict, verdictOn } from './missing.ts';

export interface Reconciler {
  readLog(): Promise<DeliveryLog>;
  /** Whether the ledger has a record of an event. */
  isKnown(key: EventKey): Promise<boolean>;
  /** Puts a body through the front door; undefined to change nothing. */
  deliver?: Deliver | undefined;
  /** Whether an event without an id is put back too, although it may be answered a second time. */
  alsoWithoutId: boolean;
  /** The time in epoch ms. */
  now(): number;
}

/** What was found out about an event, and what was done. */
export interface Finding extends Pick<LoggedEvent, 'key' | 'at' | 'accepted'> {
  verdict: Verdict;
  /** What the front door answered; undefined when it was not tried. */
  status?: number;
}

export interface Reconciliation {
  findings: Finding[];
  /** How many entries of the log hold no payload that can be read. */
  unreadable: number;
  /** Since when the log is complete, epoch ms; undefined when it was read to its beginning. */
  reachesTo: number | undefined;
}

/**
 * Compares the vendor's log with the ledger, and puts through the front door what never came, the oldest first. The ledger
 * drops what comes twice, so it can run at any time, and more than once.
 *
 * @throws what the reconciler's functions throw; what was put back by then is in the queue
 */
export async function reconcile({
  readLog,
  isKnown,
  deliver,
  alsoWithoutId,
  now,
}: Reconciler): Promise<Reconciliation> {
  const { deliveries, reachesTo } = await readLog();
  const findings: Finding[] = [];
  for (const event of eventsOf(deliveries)) {
    const { key, at, accepted, body } = event;
    const verdict = verdictOn(event, await isKnown(key), now());
    const isWanted = verdict === 'missing' || (verdict === 'unsure' && alsoWithoutId);
    const answer = isWanted ? await deliver?.(body) : undefined;
    findings.push({ key, at, accepted, verdict, ...(answer && { status: answer.status }) });
  }
  return { findings, unreadable: deliveries.filter(({ payload }) => payload === undefined).length, reachesTo };
}

/** How many of which, for a log line. */
export function countsOf({ findings, unreadable }: Reconciliation) {
  const count = (fits: (finding: Finding) => boolean) => findings.filter(fits).length;
  return {
    events: findings.length,
    known: count(({ verdict }) => verdict === 'known'),
    recent: count(({ verdict }) => verdict === 'recent'),
    missing: count(({ verdict }) => verdict === 'missing'),
    putBack: count(({ status }) => status === 200),
    refused: count(({ status }) => status !== undefined && status !== 200),
    unsure: count(({ verdict }) => verdict === 'unsure'),
    tooOld: count(({ verdict }) => verdict === 'too old'),
    unreadable,
  };
}
