import type { ChatMessage } from '../protocol.ts';
import { t } from './texts.ts';

/** Somebody that the page can write as. */
export interface PageContact {
  /** A phone number in E.164, a BSUID, or a group's id. */
  address: string;
  name?: string;
}

/** A contact with what was last said, and how often it was answered. */
export interface ContactEntry extends PageContact {
  last?: ChatMessage;
  answers: number;
}

/** What the user of the page noted about contacts. */
export interface Book {
  /** Those that were added or renamed. */
  named: PageContact[];
  /** When others were removed, epoch ms by address: they come back when something is said. */
  removed: Record<string, number>;
}

export const EMPTY_BOOK: Book = { named: [], removed: {} };

/** Those that everybody starts with. */
export const FIRST_CONTACTS: readonly PageContact[] = [
  { address: '+5511999999999', name: 'Ana' },
  { address: '+5511977777777', name: 'Bruno' },
  { address: '+5521966666666', name: 'Carla' },
];

/** The book with a contact under a new name, or with a new contact. */
export function withContact({ named, removed }: Book, contact: PageContact): Book {
  const { [contact.address]: _, ...others } = removed;
  return { named: [...named.filter(({ address }) => address !== contact.address), contact], removed: others };
}

/** The book without a contact. @param at now, epoch ms */
export function withoutContact({ named, removed }: Book, address: string, at: number): Book {
  return { named: named.filter((contact) => contact.address !== address), removed: { ...removed, [address]: at } };
}

/**
 * Whoever is in the book or was heard of in a message, the one of the latest message first.
 *
 * @param first those who are there before anybody was heard of
 */
export function contactsIn(
  { named, removed }: Book,
  messages: Iterable<ChatMessage>,
  first: readonly PageContact[] = FIRST_CONTACTS,
): ContactEntry[] {
  const entries = new Map<string, ContactEntry>();
  for (const contact of [...first, ...named]) entries.set(contact.address, { ...contact, answers: 0 });
  for (const message of messages) {
    const { chat, name, side } = message;
    const entry = entries.get(chat) ?? { address: chat, answers: 0 };
    entries.set(chat, entry);
    if (entry.name === undefined && name !== undefined) entry.name = name;
    entry.last = message;
    if (side !== 'contact') entry.answers += 1;
  }
  const isThere = ({ address, last }: ContactEntry) =>
    removed[address] === undefined || (last?.at ?? 0) > removed[address];
  return [...entries.values()].filter(isThere).sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
}

/** Those that fit: by name, number as it is written or its digits, or by what was last said. */
export function contactsWith(search: string, contacts: ContactEntry[]): ContactEntry[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return contacts;
  const haystack = ({ address, name = '', last }: ContactEntry) =>
    [name, address, prettyAddress(address), last === undefined ? '' : summaryOf(last)].join('\n').toLowerCase();
  return contacts.filter((contact) => haystack(contact).includes(wanted));
}

/** Whether it is a group, in which several people write. */
export function isGroup({ address }: PageContact): boolean {
  return address.endsWith('@g.us');
}

/** What a contact is called, for people. */
export function nameOf({ address, name }: PageContact): string {
  return name ?? prettyAddress(address);
}

/** `+5511999999999` is easier to read as `+55 11 99999-9999`. */
export function prettyAddress(address: string): string {
  const [, area, first, last] = /^\+55(\d\d)(\d{4,5})(\d{4})$/.exec(address) ?? [];
  return area === undefined ? address : `+55 ${area} ${first}-${last}`;
}

/** What is wrong with an address, for whoever typed it; undefined when it is one. */
export function addressProblem(address: string): string | undefined {
  if (/^(\+[1-9]\d{6,14}|[A-Z]{2}\.\w+|[\w-]+@g\.us)$/.test(address)) return undefined;
  return t('Give a phone number with its country code, such as +5511912345678, or a group such as 1203630@g.us');
}

/** A message in one line. */
export function summaryOf({ content }: Pick<ChatMessage, 'content'>): string {
  const { text, media, template, location, contacts, reaction } = content;
  if (location !== undefined) return t('Location {place}', { place: placeOf(location) });
  if (contacts !== undefined) {
    return t('Contact {names}', { names: contacts.map(({ name, phones }) => name ?? phones[0]).join(', ') });
  }
  if (reaction !== undefined) return t('Reaction {emoji}', { emoji: reaction });
  if (template !== undefined) return t('Template {id}', { id: template.id });
  if (text !== undefined) return shownText(text);
  return media?.caption ?? media?.filename ?? media?.type ?? t('Message');
}

/** What was written; where only that something was is known, a sentence that says so. */
export function shownText(text: string): string {
  return text === WORDS_NOT_KEPT ? t(WORDS_NOT_KEPT) : text;
}

/** What a server says that knows no words. */
const WORDS_NOT_KEPT = 'The words are not kept.';

/** A place on the map, in words where there are some. */
export function placeOf({ name, address, latitude, longitude }: NonNullable<ChatMessage['content']['location']>) {
  const words = [name, address].filter((part) => part !== undefined).join(', ');
  return words === '' ? `${latitude}, ${longitude}` : words;
}
