import { createHash, createHmac } from 'node:crypto';
import { type Address, contactKey, formerKey, spellings, USER_FORMS } from './contact.ts';
import { type Delivery, type InboundMessage, isAfterwards, OUTBOUND_STATUSES } from './events.ts';
import { identifier, looseFields } from './fields.ts';
import { contactOf, type WrittenAddress } from './parties.ts';

/**
 * What makes an event this event: the vendor's `data.id` and the event's name. The id alone is not enough, because
 * `message.sent`, `.delivered`, `.read` and `.failed` of one message share the id of the message record.
 */
export interface EventKey {
  id: string;
  event: string;
}

/**
 * The key of a delivery. `number.*` may repeat an id on each reconnect and `call.*` has none, so everything but
 * `message.*` is known by its bytes; so is a message without any id, and what was done to a message, which may come
 * under the id of that message.
 *
 * @param raw the body as it came, byte for byte
 */
export function eventKey({ event, data }: Delivery, raw: Uint8Array): EventKey {
  const id = vendorId({ event, data });
  return { id: id === undefined ? `sha256:${sha256(raw)}` : keyPart(id), event: keyPart(event) };
}

/**
 * How near two notices are that are one delivery and its retry, where they are otherwise the same; in ms. A retry that
 * comes later reaches the bot twice; a notice that comes earlier does not: that a number was lost again is worth more.
 */
export const RETRY_MS = 60_000;

/**
 * Whether an event may come again, byte for byte, and be another one: what happened to a number of ours, where no time
 * is told.
 */
export function isTimeless({ event, data }: Delivery): boolean {
  return event.startsWith('number.') && ![...looseFields(data)].some(([name, value]) => isTime(name, value));
}

function isTime(name: string, value: unknown): boolean {
  return /(at|time|timestamp|date)$/.test(name) && /^(\d{4}-\d\d-\d\d|\d{10,13}$)/.test(identifier(value) ?? '');
}

/** By what SQS knows a delivery that comes twice within five minutes. @param now epoch ms */
export function deduplicationText(delivery: Delivery, { id, event }: EventKey, now: number): string {
  return isTimeless(delivery) ? `${event} ${id} ${Math.floor(now / RETRY_MS)}` : `${event} ${id}`;
}

/** The id that an event is known by; undefined for what is known by its bytes. */
export function vendorId({ event, data }: Delivery): string | undefined {
  if (!event.startsWith('message.') || isAfterwards({ event, data })) return undefined;
  return identifier(data.id) ?? identifier(data.internalMessageId) ?? identifier(data.messageId);
}

/** The key of the answer to a message. Without the event's name: a quoted reply may come as two events. */
export function replyKey(message: InboundMessage, key: EventKey): string {
  const id = message.messageId ?? message.id;
  // A part of a key is never empty: what is empty is no number.
  const number = message.numberId === undefined ? '' : keyPart(message.numberId);
  return `reply#${number}#${id === undefined ? key.id : keyPart(id)}`;
}

/** A conversation, by the keyed hashes of the addresses under which the contact is known; each is 32 hex digits. */
export interface ConversationHashes {
  /** What an event must stay in order with: all that concerns one contact, group or newsletter of one number. */
  conversation: string;
  /**
   * Those of the contact's other addresses in the same payload: what comes under one of them is of the same contact.
   */
  links: string[];
  /** Those of others that the payload names: one of them is the contact's where the message turns out to be ours. */
  others?: string[];
  /** The one under which older versions knew this spelling of the address, where that is another. */
  former?: string;
}

/**
 * The conversation of an event. Of several addresses the most lasting one counts, a phone number where there is one. An
 * event that concerns nobody stands alone.
 *
 * @param hashKey keeps the hash from being undone by trying all phone numbers
 */
export function conversationHashes(delivery: Delivery, key: EventKey, hashKey: string): ConversationHashes {
  const { addresses, others } = contactIn(delivery);
  const [home, ...links] = addresses;
  if (home === undefined) return { conversation: keyedHash(['event', key.id], hashKey), links: [] };
  const named = namesOf(delivery);
  const [number] = named;
  const hash = ({ key }: Address) => keyHash(number, key, hashKey);
  const former = formerKey(home.written);
  return {
    conversation: hash(home),
    // Meta's echoes know our number by its id at Meta alone.
    links: [...links.map(hash), ...named.slice(1).map((name) => keyHash(name, home.key, hashKey))],
    others: others.map(hash),
    ...(former !== undefined && { former: keyHash(number, former, hashKey) }),
  };
}

/**
 * The hashes as attributes of a message of the events queue; what stands for itself, the group of the message, is left
 * out.
 */
export function conversationAttributes({ links, others = [], former }: ConversationHashes): Record<string, string> {
  return {
    ...(links.length > 0 && { links: links.join(',') }),
    ...(others.length > 0 && { others: others.join(',') }),
    ...(former !== undefined && { former }),
  };
}

/** Reads what `conversationAttributes` wrote. @param conversation the group of the message */
export function readConversationHashes(
  conversation: string,
  { links, others, former }: Readonly<Record<string, string>>,
): ConversationHashes {
  return {
    conversation,
    links: links?.split(',') ?? [],
    ...(others !== undefined && { others: others.split(',') }),
    ...(former !== undefined && { former }),
  };
}

/** The addresses of whoever an event concerns, the most lasting first. */
export function addressesIn(delivery: Delivery): WrittenAddress[] {
  return contactIn(delivery).addresses;
}

function contactIn(delivery: Delivery): ReturnType<typeof contactOf> {
  const rank = ({ form }: Address) => (form === undefined ? 0 : USER_FORMS.indexOf(form));
  const contact = contactOf(delivery, OUTBOUND_STATUSES.has(delivery.event));
  contact.addresses.sort((a, b) => rank(a) - rank(b));
  return contact;
}

/**
 * The conversation of a contact with one of our numbers.
 *
 * @param number as `numberOf` gives it
 * @param contact the address in any spelling: a phone number, a BSUID, a group or a newsletter
 */
export function contactHash(number: string | undefined, contact: string, hashKey: string): string {
  return keyHash(number, contactKey(contact), hashKey);
}

/**
 * The hash that a contact has, and those that older versions gave to its spellings. @param number as `numberOf` gives
 * it
 */
export function contactHashes(number: string | undefined, contact: string, hashKey: string): string[] {
  const former = [contact, ...spellings(contact)].flatMap((spelling) => formerKey(spelling) ?? []);
  return [...new Set([contactKey(contact), ...former])].map((key) => keyHash(number, key, hashKey));
}

function keyHash(number: string | undefined, key: string, hashKey: string): string {
  return keyedHash(['contact', number ?? '', key], hashKey);
}

/** Which of our numbers an event concerns, as a part of a key; undefined when it names none. */
export function numberOf({ data }: Pick<Delivery, 'data'>): string | undefined {
  return namesOf({ data })[0];
}

/** The ids of that number as parts of a key, the vendor's before Meta's. */
function namesOf({ data }: Pick<Delivery, 'data'>): string[] {
  return [data.numberId, data.phoneNumberId].flatMap((id) => identifier(id) ?? []).map(keyPart);
}

/** JSON keeps apart what joined text would not: `['a|b', 'c']` and `['a', 'b|c']`. */
function keyedHash(parts: string[], hashKey: string): string {
  return createHmac('sha256', hashKey).update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * Makes any text a part of a key, two texts never the same: as it is when it is short printable ASCII without `#`,
 * which joins parts and marks records of our own, else by its hash. WhatsApp's own ids, `wamid.…`, always by their
 * hash, because they hold the contact's phone number in base64. DynamoDB allows 2,048 and 1,024 bytes, SQS no control
 * characters.
 */
export function keyPart(value: string): string {
  const isPlain = /^[!"$-~]{1,256}$/.test(value) && !value.startsWith('sha256:') && !value.startsWith('wamid.');
  return isPlain ? value : `sha256:${textHash(value)}`;
}

/** UTF-16 keeps lone surrogates apart; the word before it keeps a text apart from a body, which is JSON. */
function textHash(value: string): string {
  return createHash('sha256').update('text ').update(value, 'utf16le').digest('hex');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
