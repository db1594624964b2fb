import type { EventKey } from '../pilot-status/identity.ts';
import { type EventMessage, eventMessage } from '../queue/event-message.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { eventsOf, type LoggedEvent, type ReconcileVerdict, receivedAt, verdictOn } from './missing.ts';

export interface Reconciler {
  readLog(): Promise<DeliveryLog>;
  /** Whether the ledger has a record of an event. */
  isKnown(key: EventKey): Promise<boolean>;
  /** Puts an event on the events queue, under a deduplication id of its own; undefined to change nothing. */
  enqueue?: ((message: EventMessage) => Promise<unknown>) | undefined;
  contactHashKey: string;
  /** Whether an event without an id is put back too, although it may be answered a second time. */
  alsoWithoutId: boolean;
  /** The time in epoch ms. */
  now(): number;
}

/** What was found out about an event, and what was done. */
export interface Finding extends Pick<LoggedEvent, 'key' | 'at'> {
  verdict: ReconcileVerdict;
  putBack: boolean;
}

export interface Reconciliation {
  findings: Finding[];
  /** How many entries of the log hold no payload that a queue can hold. */
  unreadable: number;
  /** Since when the log is complete, epoch ms; undefined when it was read to its beginning. */
  reachesTo: number | undefined;
}

/**
 * Compares the vendor's log with the ledger, and puts on the events queue what never came, the oldest first, as
 * received when it happened. The ledger drops what comes twice, so it can run at any time, and more than once.
 *
 * @throws what the reconciler's functions throw; what was put back by then is in the queue
 */
export async function reconcile(reconciler: Reconciler): Promise<Reconciliation> {
  const { readLog, isKnown, enqueue, contactHashKey, alsoWithoutId, now } = reconciler;
  const { deliveries, reachesTo } = await readLog();
  const { events, unreadable } = eventsOf(deliveries);
  const findings: Finding[] = [];
  for (const event of events) {
    const { key, at, accepted, body } = event;
    const verdict = verdictOn(event, !accepted && (await isKnown(key)), now());
    const isWanted = verdict === 'missing' || (verdict === 'unsure' && alsoWithoutId);
    const putBack = isWanted && enqueue !== undefined;
    if (putBack) {
      const about = { key, contactHashKey, receivedAt: receivedAt(event, now()) };
      await enqueue(eventMessage(body, about).message);
    }
    findings.push({ key, at, verdict, putBack });
  }
  return { findings, unreadable, reachesTo };
}

/** How many of which, for a log line. */
export function countsOf({ findings, unreadable }: Reconciliation) {
  const count = (fits: (finding: Finding) => boolean) => findings.filter(fits).length;
  return {
    events: findings.length,
    known: count(({ verdict }) => verdict === 'known'),
    recent: count(({ verdict }) => verdict === 'recent'),
    missing: count(({ verdict }) => verdict === 'missing'),
    putBack: count(({ putBack }) => putBack),
    unsure: count(({ verdict }) => verdict === 'unsure'),
    tooOld: count(({ verdict }) => verdict === 'too old'),
    unreadable,
  };
}
