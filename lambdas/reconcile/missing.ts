import { readDelivery } from '../pilot-status/events.ts';
import { type EventKey, eventKey, vendorId } from '../pilot-status/identity.ts';
import { type Body, readBody } from '../queue/event-body.ts';
import { text } from '../runtime/json.ts';
import type { LoggedDelivery } from './delivery-log.ts';

/** An event of the vendor's log, with all attempts to deliver it. */
export interface LoggedEvent {
  key: EventKey;
  /** The payload as JSON: for an event without an id, perhaps not the bytes that were delivered. */
  body: Body;
  hasId: boolean;
  /** Whether we answered 200 to any attempt. */
  accepted: boolean;
  /** When it was first tried, epoch ms; undefined when the log does not say. */
  at: number | undefined;
  /** When it happened, as the event says, epoch ms; undefined when it does not. */
  happenedAt: number | undefined;
}

/** What is to become of an event of the log. */
export type ReconcileVerdict =
  /**
   * It came: we answered 200, so that it is in the ledger, or waits in a queue, or was given up; or the ledger has it.
   */
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

/**
 * The ledger keeps an event for at least 29 days (`ledgerRetentionDays`): older ones would be answered again. In ms.
 */
const REMEMBERED_MS = 28 * 24 * 60 * 60 * 1000;

/**
 * The events of a log, the oldest first, and how many of its entries hold no payload that a queue can hold: none at
 * all, no JSON object, or more than a message may be.
 */
export function eventsOf(deliveries: LoggedDelivery[]): { events: LoggedEvent[]; unreadable: number } {
  const events = new Map<string, LoggedEvent>();
  let unreadable = 0;
  for (const { payload, accepted, at } of deliveries) {
    const body = payload && readBody(Buffer.from(JSON.stringify(payload)));
    if (typeof body !== 'object') {
      unreadable += 1;
      continue;
    }
    const delivery = readDelivery(body.json);
    const key = eventKey(delivery, body.raw);
    const name = `${key.id} ${key.event}`;
    const known = events.get(name);
    events.set(name, {
      key,
      body,
      hasId: vendorId(delivery) !== undefined,
      accepted: accepted || known?.accepted === true,
      at: earlier(at, known?.at),
      happenedAt: timeIn(delivery.data.createdAt),
    });
  }
  return { events: [...events.values()].sort((a, b) => (a.at ?? 0) - (b.at ?? 0)), unreadable };
}

/** @param inLedger whether the ledger has a record of it @param now the time in epoch ms */
export function verdictOn({ hasId, accepted, at }: LoggedEvent, inLedger: boolean, now: number): ReconcileVerdict {
  if (inLedger || accepted) return 'known';
  if (at === undefined || at < now - REMEMBERED_MS) return 'too old';
  if (at > now - SETTLE_MS) return 'recent';
  return hasId ? 'missing' : 'unsure';
}

/**
 * When an event counts as received that is put back: when it happened, or else when it was first tried. So an answer to
 * it is useful no longer than to any other, and is not sent when it comes too late.
 */
export function receivedAt({ at, happenedAt }: LoggedEvent, now: number): number {
  return Math.min(at ?? now, happenedAt ?? now, now);
}

function timeIn(value: unknown): number | undefined {
  const time = Date.parse(text(value) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
