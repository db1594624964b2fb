import type { RuleState } from './conversation.ts';
import type { Item, Key } from './table.ts';

/**
 * The index of the ledger, by which a person finds with one query what they look for: partition `list`, sort `listedAt`
 * (epoch ms). A record without these fields is in no list, and costs the index nothing. A record is in one list.
 *
 * | list                       | holds                                               | `listedAt`                  |
 * | -------------------------- | --------------------------------------------------- | --------------------------- |
 * | hash of a conversation     | its events that the bot or the rules decide about   | received                    |
 * | `recorded#<shard>`         | all other events but the statuses of what was sent  | received                    |
 * | `failed`                   | events, messages and statuses that report a failure | of the latest failure       |
 * | `sends`                    | messages that nobody asked for                      | due                         |
 * | `contacts#<state>#<shard>` | conversations                                       | hour of the latest decision |
 * | `numbers`                  | our numbers                                         | 0                           |
 */
export const LISTS_INDEX = 'lists';

/** What the index holds besides the keys, so that a list of all contacts can be read for one of them. */
export const LISTED_FIELDS = ['conversation'];

/** Where a record is listed. */
export interface Listed {
  list: string;
  listedAt: number;
}

/** Whether the bot answers a contact, or why not, as the latest decision left it. */
export const CONTACT_STATES = ['bot', 'person', 'opted-out'] as const;
export type ContactState = (typeof CONTACT_STATES)[number];

export const FAILED_LIST = 'failed';
export const SENDS_LIST = 'sends';
export const NUMBERS_LIST = 'numbers';

/** What everybody is listed in has several partitions, because DynamoDB writes 1,000 units a second to each. */
const SHARDS = 8;

/** A conversation moves within its list once an hour at most: each move is two writes of the index. */
const HOUR_MS = 60 * 60 * 1000;

export function inConversation(conversation: string, at: number): Listed {
  return { list: conversation, listedAt: at };
}

export function asRecorded({ id }: Key, at: number): Listed {
  return { list: `recorded#${shardOf(id)}`, listedAt: at };
}

export function asFailed(at: number): Listed {
  return { list: FAILED_LIST, listedAt: at };
}

export function asSend(at: number): Listed {
  return { list: SENDS_LIST, listedAt: at };
}

export const AS_NUMBER: Listed = { list: NUMBERS_LIST, listedAt: 0 };

/** @param now epoch ms */
export function asContact(hash: string, rules: RuleState, now: number): Listed {
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  return { list: `contacts#${contactState(rules, now)}#${shardOf(hash)}`, listedAt: hour };
}

/** The lists that all contacts of a state are in, and those of all events that are only recorded. */
export const contactLists = (state: ContactState): string[] => shards(`contacts#${state}`);
export const recordedLists = (): string[] => shards('recorded');

/** @param now epoch ms */
export function contactState({ optedOutAt, pausedUntil = 0 }: RuleState, now: number): ContactState {
  if (optedOutAt !== undefined) return 'opted-out';
  return pausedUntil > now ? 'person' : 'bot';
}

/**
 * Where a reply, or a message that nobody asked for, is listed from now on. A reply that has not failed is found by the
 * event that it answers; a message stays where it is, unless it failed.
 */
export function asMessage({ id }: Key, state: string, now: number): Item {
  if (state === 'failed' || state === 'expired' || state === 'unknown') return { ...asFailed(now) };
  return { list: id.startsWith('send#') ? SENDS_LIST : undefined };
}

function shards(list: string): string[] {
  return Array.from({ length: SHARDS }, (_, shard) => `${list}#${shard}`);
}

/** Ids may differ at their ends alone. */
function shardOf(id: string): number {
  let sum = 0;
  for (const character of id) sum += character.codePointAt(0) as number;
  return sum % SHARDS;
}
