import { readDelivery } from '../pilot-status/events.ts';
import { type EventKey, eventKey, vendorId } from '../pilot-status/identity.ts';
import type { LoggedDelivery } from './delivery-log.ts';

/** An event of the vendor's log, with all attempts to deliver it. */
export interface LoggedEvent {
  key: EventKey;
  /** The payload as JSON: for an event without an id, perhaps not the bytes that were delivered. */
  body: string;
  hasId: boolean;
  /** Whether we answered 200 to any attempt. */
  accepted: boolean;
  /** When it was first tried, epoch ms; undefined when the log does not say. */
  at: number | undefined;
}

/** What is to become of an event of the log. */
export type Verdict =
  /** The ledger has it, or it has no id and was accepted. */
  | 'known'
  /** So new that it may still be on its way: the vendor tries again, or a queue has it. */
  | 'recent'
  /** The ledger may have forgotten it, or the log does not say when it was. */
  | 'too old'
  /** It never came. */
  | 'missing'
  /** It was not accepted when it was tried, but without an id nobody can tell whether it came at another time. */
  | 'unsure';

/** For how long an event may be on its way, in ms. */
const SETTLE_MS = 2 * 60 * 1000;

/** The ledger keeps an event for at least 29 days (`ledgerRetentionDays`): older ones would be answered again. In ms. */
const REMEMBERED_MS = 28 * 24 * 60 * 60 * 1000;

/** The events of a log, the oldest first; what holds no JSON object is left out. */
export function eventsOf(deliveries: LoggedDelivery[]): LoggedEvent[] {
  const events = new Map<string, LoggedEvent>();
  for (const { payload, accepted, at } of deliveries) {
    if (payload === undefined) continue;
    const body = JSON.stringify(payload);
    const delivery = readDelivery(payload);
    const key = eventKey(delivery, Buffer.from(body));
    const name = `${key.id} ${key.event}`;
    const known = events.get(name);
    events.set(name, {
      key,
      body,
      hasId: vendorId(delivery) !== undefined,
      accepted: accepted || known?.accepted === true,
      at: earlier(at, known?.at),
    });
  }
  return [...events.values()].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** @param inLedger whether the ledger has a record of it @param now the time in epoch ms */
export function verdictOn({ hasId, accepted, at }: LoggedEvent, inLedger: boolean, now: number): Verdict {
  if (inLedger) return 'known';
  if (at === undefined || at < now - REMEMBERED_MS) return 'too old';
  if (at > now - SETTLE_MS) return 'recent';
  if (hasId) return 'missing';
  return accepted ? 'known' : 'unsure';
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
