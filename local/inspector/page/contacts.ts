import type { ChatMessage } from '../protocol.ts';

/** Somebody that the page can write as. */
export interface PageContact {
  /** A phone number in E.164, a BSUID, or a group's id. */
  address: string;
  name?: string;
}

/** Those that everybody starts with. */
export const FIRST_CONTACTS: readonly PageContact[] = [
  { address: '+5511999999999', name: 'Ana' },
  { address: '+5511977777777', name: 'Bruno' },
  { address: '+5521966666666', name: 'Carla' },
];

/** The other side of a message. */
export function addressOf({ destination }: Pick<ChatMessage, 'destination'>): string {
  return Object.values(destination)[0] ?? '';
}

/** The contacts of the page, and whoever else there are messages of, in the order in which they came. */
export function allContacts(known: readonly PageContact[], messages: Iterable<ChatMessage>): PageContact[] {
  const contacts = new Map(known.map((contact) => [contact.address, contact]));
  for (const message of messages) {
    const address = addressOf(message);
    if (!contacts.has(address)) contacts.set(address, { address });
  }
  return [...contacts.values()];
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
  return 'Give a phone number with its country code, such as +5511912345678, or a group such as 1203630@g.us';
}
