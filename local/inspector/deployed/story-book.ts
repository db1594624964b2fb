import { readById } from '../../../operations/stories/by-id.ts';
import { listContacts } from '../../../operations/stories/contacts.ts';
import { findContact } from '../../../operations/stories/find-contact.ts';
import type { LedgerReader } from '../../../operations/stories/reader.ts';
import { failedStories, latestStories, storiesOfContact } from '../../../operations/stories/search.ts';
import type { EventStory } from '../../../operations/stories/story.ts';
import { withWords } from '../../../operations/stories/words.ts';
import type { Transcripts } from '../../../operations/transcripts.ts';
import type { ChatMessage, EventSummary } from '../protocol.ts';
import { type KnownAs, messagesOf, NO_WORDS, summaryOf } from './shown-story.ts';

/** So many of the latest events, of what failed, and of each contact are read. */
const LATEST = 200;
const FAILED = 100;
const OF_CONTACT = 50;

/** How far back a page looks for what failed, and for who waits for a person, in ms. */
const DAYS_MS = 7 * 24 * 60 * 60 * 1000;

/** A story with its number, and by what a change of it is seen. */
interface Entry {
  n: number;
  story: EventStory;
  text: string;
}

interface Book {
  events: EventSummary[];
  messages: ChatMessage[];
}

/** The events that the page shows, by their numbers. They are numbered as they are found, not as they came. */
export interface StoryBook {
  /** All that is known. */
  all(): Book;
  /** Reads what is new or has changed. @returns it */
  refresh(): Promise<Book>;
  /** Finds what a person looks for: a phone number, a conversation, or any id. @returns what is new or has changed */
  find(text: string): Promise<Book>;
  story(n: number): EventStory | undefined;
  /** The number of the event with this key. */
  numberOf(key: { id: string; event: string }): number | undefined;
}

interface BookTools {
  reader: LedgerReader;
  /** Where the stack keeps what was said. */
  transcripts?: Pick<Transcripts, 'read'> | undefined;
  /** What the functions hash contacts with. */
  hashKey: string;
  now(): number;
}

export function storyBook({ reader, transcripts, hashKey, now }: BookTools): StoryBook {
  const stories = new Map<string, Entry>();
  const phones = new Map<string, string>();
  let noWords = NO_WORDS;
  const knownAs = ({ id, conversation = id }: EventStory): KnownAs => ({
    conversation,
    phone: phones.get(conversation),
  });

  const shown = ({ n, story }: { n: number; story: EventStory }): Book => ({
    events: [summaryOf(story, n, knownAs(story))],
    messages: messagesOf(story, n, knownAs(story), noWords),
  });

  /** Adds what was said to what is new or has changed. */
  const addWords = async (entries: Entry[]): Promise<void> => {
    if (transcripts === undefined) return;
    const stories = entries.map(({ story }) => story);
    const hashes = stories.flatMap(({ conversation = [] }) => conversation);
    try {
      const said = await withWords(stories, hashes, now(), transcripts);
      for (const [i, entry] of entries.entries()) entry.story = said[i] as EventStory;
      noWords = NO_WORDS;
    } catch (error) {
      noWords = `The words cannot be read: ${error instanceof Error ? error.message : error}`;
    }
  };

  /** Takes stories in, the oldest first. @returns those that are new or have changed */
  const add = async (found: EventStory[]): Promise<Book> => {
    const changed: Entry[] = [];
    for (const story of found.sort((a, b) => (a.receivedAt ?? 0) - (b.receivedAt ?? 0))) {
      const key = `${story.id} ${story.event}`;
      const text = JSON.stringify([story, knownAs(story)]);
      const before = stories.get(key);
      if (before?.text === text) continue;
      const entry = { n: before?.n ?? stories.size + 1, story, text };
      stories.set(key, entry);
      changed.push(entry);
    }
    await addWords(changed);
    return joined(changed.map(shown));
  };

  const ofContact = async (hashes: readonly string[]) =>
    storiesOfContact(hashes, { limit: OF_CONTACT, fits: () => true }, reader);

  return {
    all: () => joined([...stories.values()].sort((a, b) => a.n - b.n).map(shown)),

    async refresh() {
      const from = now() - DAYS_MS;
      const all = { fits: () => true };
      const [latest, failed, waiting] = await Promise.all([
        latestStories({ ...all, limit: LATEST }, now(), reader),
        failedStories({ ...all, limit: FAILED, from }, reader),
        listContacts({ state: 'person', limit: LATEST, from }, now(), reader),
      ]);
      const ofWaiting = await Promise.all(waiting.map(({ conversation }) => ofContact([conversation])));
      return add(distinct([...latest, ...failed, ...ofWaiting.flat()]));
    },

    async find(text) {
      const digits = text.replace(/\D/g, '');
      if (/^[0-9a-f]{32}$/.test(text)) return add(await ofContact([text]));
      if (!/^\+?[\d\s().-]{10,}$/.test(text)) return add(await readById(text, reader));
      const found = await findContact({ address: `+${digits}`, hashKey }, reader);
      // Among the hashes is the one under which the conversation is kept.
      for (const hash of found.flatMap(({ hashes }) => hashes)) phones.set(hash, `+${digits}`);
      return add(await ofContact(found.flatMap(({ hashes }) => hashes)));
    },

    story: (n) => [...stories.values()].find((entry) => entry.n === n)?.story,
    numberOf: ({ id, event }) => stories.get(`${id} ${event}`)?.n,
  };
}

function joined(books: Book[]): Book {
  return { events: books.flatMap(({ events }) => events), messages: books.flatMap(({ messages }) => messages) };
}

function distinct(stories: EventStory[]): EventStory[] {
  return [...new Map(stories.map((story) => [`${story.id} ${story.event}`, story])).values()];
}
