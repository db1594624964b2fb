import { deliveryStatus } from '../../lambdas/ledger/messages.ts';
import { REPLY_RECORD } from '../../lambdas/ledger/replies.ts';
import type { Item, Key } from '../../lambdas/ledger/table.ts';
import type { Words } from '../../lambdas/ledger/transcripts.ts';
import { keyPart } from '../../lambdas/pilot-status/identity.ts';

/**
 * What the ledger knows about an event, or about a message that nobody asked for. Times are in epoch ms; what is not
 * known is absent.
 */
export interface EventStory extends Key {
  conversation?: string;
  receivedAt?: number;
  /** `claimed` while it is worked on or waits, then `done`. */
  state?: string;
  outcome?: string;
  doneAt?: number;
  /** Why there is no answer, or why the rules gave it, in the words of the ledger. */
  because?: string;
  /** Until when a person has the conversation, where that is why. */
  until?: number;
  /** How often the bot failed on it, and how the last time. */
  failures?: number;
  failure?: string;
  /** The key of its answer. */
  answer?: string;
  /** What was said, where transcripts are kept. */
  words?: Words;
  replies: ReplyStory[];
}

export interface ReplyStory {
  /** The key of the answer, and which of its replies this is. */
  id: string;
  index: number;
  state?: string;
  /** The code of an error. */
  code?: string;
  /** The vendor's id of the send. */
  sentId?: string;
  attemptedAt?: number;
  updatedAt?: number;
  /** What was said, where transcripts are kept. */
  words?: Words;
  /** The events that say what became of it, in the order they came. */
  statuses: { event: string; at: number }[];
}

/**
 * Joins records, in any order, to the stories of the events among them: each with its replies, and these with their
 * statuses.
 */
export function storiesOf(records: Item[]): EventStory[] {
  const events = records.filter((record) => isEvent(record));
  const byId = groupBy(events, ({ id }) => String(id));
  const replies = records
    .filter(({ event }) => String(event).startsWith(REPLY_RECORD))
    .map((record): [string, ReplyStory] => [keyText(record.cause as Key | undefined), readReply(record, byId)]);
  const stories = events.map((record) => {
    const key = { id: String(record.id), event: String(record.event) };
    const own = replies.filter(([cause]) => cause === keyText(key)).map(([, reply]) => reply);
    return { ...key, ...readEvent(record), replies: own.sort((a, b) => a.index - b.index) };
  });
  return [...stories, ...records.filter(isUnasked).map((record) => unaskedStory(record, byId))];
}

/** The name that a message has here that nobody asked for. */
export const UNASKED_MESSAGE = 'send';

export function isEvent({ event }: Pick<Key, 'event'> | Item): boolean {
  return !String(event).startsWith('#');
}

export function isUnasked({ id }: Pick<Key, 'id'> | Item): boolean {
  return String(id).startsWith('send#');
}

/** It is a story of its own, with itself as the only reply. */
function unaskedStory(record: Item, byId: Map<string, Item[]>): EventStory {
  const { id, conversation, decidedAt } = record;
  return {
    id: String(id),
    event: UNASKED_MESSAGE,
    ...(typeof conversation === 'string' && { conversation }),
    ...(typeof decidedAt === 'number' && { receivedAt: decidedAt }),
    replies: [readReply(record, byId)],
  };
}

function readEvent(record: Item): Omit<EventStory, 'id' | 'event' | 'replies'> {
  const { conversation, receivedAt, state, outcome, doneAt, because, until, failures, failure, answer } = record;
  return {
    ...(typeof conversation === 'string' && { conversation }),
    ...(typeof receivedAt === 'number' && { receivedAt }),
    ...(typeof state === 'string' && { state }),
    ...(typeof outcome === 'string' && { outcome }),
    ...(typeof doneAt === 'number' && { doneAt }),
    ...(typeof because === 'string' && { because }),
    ...(typeof until === 'number' && { until }),
    ...(typeof failures === 'number' && { failures }),
    ...(typeof failure === 'string' && { failure }),
    ...(typeof answer === 'string' && { answer }),
  };
}

function readReply(record: Item, events: Map<string, Item[]>): ReplyStory {
  const key = { id: String(record.id), event: String(record.event) };
  const { state, code, attemptedAt, updatedAt } = record;
  const sentId = typeof record.sentId === 'string' ? record.sentId : undefined;
  const statuses = (sentId === undefined ? [] : (events.get(keyPart(sentId)) ?? []))
    .filter(({ receivedAt }) => typeof receivedAt === 'number')
    .map(({ event, receivedAt }) => ({ event: String(event), at: Number(receivedAt) }));
  return {
    id: key.id,
    index: Number(key.event.slice(REPLY_RECORD.length)),
    ...(typeof state === 'string' && { state }),
    ...(typeof code === 'string' && { code }),
    ...(sentId !== undefined && { sentId }),
    ...(typeof attemptedAt === 'number' && { attemptedAt }),
    ...(typeof updatedAt === 'number' && { updatedAt }),
    statuses: statuses.sort((a, b) => a.at - b.at),
  };
}

/** How far a reply has come: what its statuses say, in whatever order they came, else its own state. */
export function furthest({ state = 'unknown', statuses }: ReplyStory): string {
  return state === 'sent' ? (deliveryStatus(statuses) ?? state) : state;
}

function keyText(key: Key | undefined): string {
  return key === undefined ? '' : `${key.id} ${key.event}`;
}

function groupBy(items: Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** One thing that the ledger knows when it happened. */
export interface Moment {
  /** Epoch ms. */
  at: number;
  /** One word of the ledger's vocabulary, or the name of an event. */
  what: string;
  /** The rest: ids, counts, codes. */
  fields: Record<string, string | number>;
}

/** What happened to an event, in order. A state without a time is not among it. */
export function timelineOf(story: EventStory): Moment[] {
  const { id, event, receivedAt, outcome, doneAt, replies } = story;
  const moments: Moment[] = [];
  const add = (at: number | undefined, what: string | undefined, fields: Moment['fields'] = {}) => {
    if (at !== undefined && what !== undefined) moments.push({ at, what, fields });
  };
  add(receivedAt, 'received', { id, event });
  add(doneAt, outcome, { replies: replies.length });
  for (const { index, state, code, sentId, attemptedAt, updatedAt, statuses } of replies) {
    add(attemptedAt, 'sending', { reply: index });
    add(updatedAt, state, { reply: index, ...(code !== undefined && { code }), ...(sentId && { sentId }) });
    for (const status of statuses) add(status.at, status.event, { reply: index });
  }
  // A stable sort keeps what happened in one millisecond in the order of the pipeline.
  return moments.sort((a, b) => a.at - b.at);
}
