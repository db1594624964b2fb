import { CONTACT_STATES, contactLists, FAILED_LIST, recordedLists, SENDS_LIST } from '../../lambdas/ledger/lists.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { hashOf } from './find-contact.ts';
import { loadStories } from './load.ts';
import type { Entry, LedgerReader, Range } from './reader.ts';
import type { EventStory } from './story.ts';

/** Which stories are looked for. */
export interface Search {
  /** When they were received, epoch ms. */
  from?: number | undefined;
  until?: number | undefined;
  /** So many, the latest. */
  limit: number;
  /** Whether one is wanted. */
  fits(story: EventStory): boolean;
}

/** The lists of all conversations together. */
const COMMON = [...recordedLists(), FAILED_LIST, SENDS_LIST];

/** So many lists are read at once. */
const AT_ONCE = 16;

/** The entries of several lists. */
export async function listAll(
  lists: readonly string[],
  range: Range,
  { list }: Pick<LedgerReader, 'list'>,
): Promise<Entry[]> {
  return (await mapConcurrently(lists, AT_ONCE, (one) => list(one, range))).flat();
}

/**
 * What happened in the conversations of one contact, the latest first: what was decided about, what was only recorded,
 * what failed, and what was sent unasked.
 *
 * @param hashes all that the conversations are listed under
 */
export async function storiesOfContact(
  hashes: readonly string[],
  { from, until, limit, fits }: Search,
  reader: LedgerReader,
): Promise<EventStory[]> {
  const own = await listAll(hashes, { from, until }, reader);
  const others = await listAll(COMMON, { from, until, conversations: hashes }, reader);
  return firstFitting([...own, ...others], { limit, fits }, reader);
}

/** What failed, the latest first: events, replies, and messages whose failure the vendor reported. */
export async function failedStories({ from, until, limit, fits }: Search, reader: LedgerReader): Promise<EventStory[]> {
  return firstFitting(await reader.list(FAILED_LIST, { from, until }), { limit, fits }, reader);
}

/** How far back each step of a search for the latest goes, in ms: further where little happens. */
const HOUR_MS = 60 * 60 * 1000;
const STEPS_MS = [1, 6, 24, 7 * 24, 40 * 24].map((hours) => hours * HOUR_MS);

/** So many entries are read at once, until enough of them fit. */
const MIN_CHUNK = 50;

/**
 * What happened last in all conversations, the latest first. It goes back in time, by the contacts that something was
 * decided about, until there is enough. An event that a worker is at may be missing.
 *
 * @param now epoch ms
 */
export async function latestStories(
  { from = 0, until, limit, fits }: Search,
  now: number,
  reader: LedgerReader,
): Promise<EventStory[]> {
  const hashes: string[] = [];
  const found: EventStory[] = [];
  let to = Number.MAX_SAFE_INTEGER;
  for (const step of STEPS_MS) {
    // A conversation is listed by the hour of its latest decision.
    const back = Math.floor(Math.max(now - step, from) / HOUR_MS) * HOUR_MS;
    const contacts = await listAll(CONTACT_STATES.flatMap(contactLists), { from: back, until: to }, reader);
    hashes.push(...contacts.map(hashOf));
    const range = { from: Math.max(back, from), until: Math.min(to, until ?? to) };
    const entries = await listAll([...hashes, ...COMMON], range, reader);
    found.push(...(await firstFitting(entries, { limit: limit - found.length, fits }, reader)));
    if (found.length >= limit || back <= from) break;
    to = back - 1;
  }
  return latest(found);
}

/** Reads the stories of entries, those that were listed last first, until enough of them fit. */
async function firstFitting(
  entries: Entry[],
  { limit, fits }: Pick<Search, 'limit' | 'fits'>,
  reader: LedgerReader,
): Promise<EventStory[]> {
  const found = new Map<string, EventStory>();
  const chunk = Math.max(limit, MIN_CHUNK);
  entries.sort((a, b) => b.listedAt - a.listedAt);
  for (let i = 0; i < entries.length && found.size < limit; i += chunk) {
    const stories = await loadStories(entries.slice(i, i + chunk), reader);
    for (const story of stories.filter(fits)) found.set(`${story.id} ${story.event}`, story);
  }
  return latest([...found.values()]).slice(0, limit);
}

function latest(stories: EventStory[]): EventStory[] {
  return stories.sort((a, b) => (b.receivedAt ?? 0) - (a.receivedAt ?? 0));
}
