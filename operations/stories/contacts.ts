import { CONVERSATION, type PersonsChange, type RuleState } from '../../lambdas/ledger/conversation.ts';
import { CONTACT_STATES, type ContactState, contactLists, contactState } from '../../lambdas/ledger/lists.ts';
import type { Item } from '../../lambdas/ledger/table.ts';
import { hashOf } from './find-contact.ts';
import type { LedgerReader } from './reader.ts';
import { listAll } from './search.ts';

/** What the ledger knows of a contact. Times are in epoch ms; what is not known is absent. */
export interface ContactStory {
  conversation: string;
  state: ContactState;
  /** When the contact last wrote, and when the bot last decided to say something. */
  heardAt?: number;
  saidAt?: number;
  optedOutAt?: number;
  optedInAt?: number;
  /** Until when a person has the conversation, where one has. */
  pausedUntil?: number;
  /** When a person last wrote from our number. */
  takenOverAt?: number;
  /** What the bot remembers, any JSON. */
  memory?: unknown;
  /** The latest changes that a person made with a command or another system. */
  byPerson?: readonly PersonsChange[];
}

/** @param now epoch ms */
export function contactStory(record: Item, now: number): ContactStory {
  const {
    rules = { said: [] },
    memory,
    byPerson,
  } = record as { rules?: RuleState; memory?: string; byPerson?: PersonsChange[] };
  const { heardAt, optedOutAt, optedInAt, pausedUntil, takenOverAt, said } = rules;
  const saidAt = said.at(-1)?.at;
  return {
    conversation: hashOf({ id: String(record.id) }),
    state: contactState(rules, now),
    ...(heardAt !== undefined && { heardAt }),
    ...(saidAt !== undefined && { saidAt }),
    ...(optedOutAt !== undefined && { optedOutAt }),
    ...(optedInAt !== undefined && { optedInAt }),
    ...(pausedUntil !== undefined && pausedUntil > now && { pausedUntil }),
    ...(takenOverAt !== undefined && { takenOverAt }),
    ...(memory !== undefined && { memory: JSON.parse(memory) }),
    ...(byPerson !== undefined && { byPerson }),
  };
}

/** Which contacts are looked for. */
export interface ContactSearch {
  state?: ContactState | undefined;
  /** Only those that something was decided about since then, epoch ms. */
  from?: number | undefined;
  limit: number;
}

/**
 * Lists contacts, those that something was decided about last first.
 *
 * @param now epoch ms
 */
export async function listContacts(
  { state, from, limit }: ContactSearch,
  now: number,
  reader: LedgerReader,
): Promise<ContactStory[]> {
  // Who was with a person is listed so until the next decision.
  const states = state === 'bot' ? (['bot', 'person'] as const) : state === undefined ? CONTACT_STATES : [state];
  const entries = await listAll(states.flatMap(contactLists), { from: from && from - HOUR_MS }, reader);
  entries.sort((a, b) => b.listedAt - a.listedAt);
  const found: ContactStory[] = [];
  for (let i = 0; i < entries.length && found.length < limit; i += CHUNK) {
    const isLast = i + CHUNK >= entries.length;
    const records = await reader.getAll(entries.slice(i, i + CHUNK).map(({ id }) => ({ id, event: CONVERSATION })));
    const stories = records.filter(({ home }) => home === undefined).map((record) => contactStory(record, now));
    found.push(...stories.filter((story) => state === undefined || story.state === state));
    if (isLast) break;
  }
  const recent = found.filter(
    ({ heardAt, saidAt }) => from === undefined || Math.max(heardAt ?? 0, saidAt ?? 0) >= from,
  );
  return recent.sort((a, b) => lastOf(b) - lastOf(a)).slice(0, limit);
}

/** A conversation is listed by the hour. */
const HOUR_MS = 60 * 60 * 1000;

/** So many records are read at once. */
const CHUNK = 200;

function lastOf({ heardAt = 0, saidAt = 0 }: ContactStory): number {
  return Math.max(heardAt, saidAt);
}
