import type { ChatMessage, EventSummary, Snapshot, Update } from '../protocol.ts';

/** What the page knows: the server's snapshot, and all that has changed since. It is never changed in place. */
export interface PageModel extends Omit<Snapshot, 'events' | 'messages'> {
  /** By their number, in the order in which they came. */
  events: ReadonlyMap<number, EventSummary>;
  /** By their id, in the order in which they came. */
  messages: ReadonlyMap<string, ChatMessage>;
}

/** As many events as the server keeps. */
const EVENTS_KEPT = 10_000;

/** What the page knows after a snapshot. */
export function fromSnapshot({ events, messages, ...rest }: Snapshot): PageModel {
  return {
    ...rest,
    events: new Map(events.map((event) => [event.n, event])),
    messages: new Map(messages.map((message) => [message.id, message])),
  };
}

/** What the page knows after an update. What did not change stays the same object. */
export function withUpdate(model: PageModel, { events, messages, moves: _, ...rest }: Update): PageModel {
  return {
    ...model,
    ...rest,
    ...(events && {
      events: latest(
        merged(model.events, events, ({ n }) => n),
        EVENTS_KEPT,
      ),
    }),
    ...(messages && { messages: merged(model.messages, messages, ({ id }) => id) }),
  };
}

function merged<Key, Value>(old: ReadonlyMap<Key, Value>, changed: Value[], keyOf: (value: Value) => Key) {
  const all = new Map(old);
  for (const value of changed) all.set(keyOf(value), value);
  return all;
}

function latest<Key, Value>(all: Map<Key, Value>, count: number): Map<Key, Value> {
  for (const key of all.keys()) {
    if (all.size <= count) break;
    all.delete(key);
  }
  return all;
}

/** Which events the list shows. */
export type Kind = 'messages' | 'statuses' | 'trouble' | 'all';

export interface Filter {
  kind: Kind;
  /** Part of a phone number, an id or a text. */
  search: string;
}

const TROUBLE = new Set(['failed', 'expired', 'unknown']);

const SHOWN: Record<Kind, (event: EventSummary) => boolean> = {
  messages: ({ event, progress }) => !isStatus(event) || progress === 'refused',
  statuses: ({ event }) => isStatus(event),
  trouble: ({ event, progress, outcome = '' }) =>
    event === 'message.failed' ||
    progress === 'parked' ||
    progress === 'refused' ||
    progress === 'waiting' ||
    TROUBLE.has(outcome),
  all: () => true,
};

/** Whether an event tells what became of a message of ours. */
export function isStatus(event: string): boolean {
  return /^message\.(sent|delivered|read|failed)$/.test(event);
}

/** The events that fit, the newest first. */
export function visibleEvents(events: ReadonlyMap<number, EventSummary>, { kind, search }: Filter): EventSummary[] {
  const wanted = searchKey(search);
  const fits = wanted === '' ? SHOWN[kind] : (event: EventSummary) => haystack(event).includes(wanted);
  return [...events.values()].filter(fits).reverse();
}

/** What is looked for: of a phone number its digits, however it is typed. */
function searchKey(search: string): string {
  const wanted = search.trim().toLowerCase();
  return /^\+?[\d\s().-]+$/.test(wanted) && wanted.length > 4 ? wanted.replace(/\D/g, '') : wanted;
}

/** A phone number is found by its digits, however it is written. */
function haystack({ id, event, contact = '', text = '', ids, outcome = '' }: EventSummary): string {
  return [id, event, contact, contact.replace(/\D/g, ''), text, outcome, ...ids].join('\n').toLowerCase();
}
