import { createHash, createHmac } from 'node:crypto';
import { type Delivery, type InboundMessage, isOurs, OUTBOUND_STATUSES, text, writerOf } from './events.ts';

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
 * `message.*` is known by its bytes; so is a message without any id.
 *
 * @param raw the body as it came, byte for byte
 */
export function eventKey({ event, data }: Delivery, raw: Uint8Array): EventKey {
  const id = vendorId({ event, data });
  return { id: id === undefined ? `sha256:${sha256(raw)}` : keyPart(id), event: keyPart(event) };
}

/** The id that an event is known by; undefined for what is known by its bytes. */
export function vendorId({ event, data }: Delivery): string | undefined {
  if (!event.startsWith('message.')) return undefined;
  return text(data.id) ?? text(data.internalMessageId) ?? text(data.messageId);
}

/** The key of the answer to a message. Without the event's name: a quoted reply may come as two events. */
export function replyKey(message: InboundMessage, key: EventKey): string {
  const id = message.messageId ?? message.id;
  // A part of a key is never empty: what is empty is no number.
  const number = message.numberId === undefined ? '' : keyPart(message.numberId);
  return `reply#${number}#${id === undefined ? key.id : keyPart(id)}`;
}

/**
 * What an event must stay in order with: all that concerns one contact (group, newsletter) of one number, as a keyed
 * hash of 32 hex digits. An event that concerns nobody stands alone.
 *
 * @param hashKey keeps the hash from being undone by trying all phone numbers
 */
export function conversationHash(delivery: Delivery, key: EventKey, hashKey: string): string {
  const contact = contactOf(delivery);
  return contact === undefined
    ? keyedHash(['event', key.id], hashKey)
    : contactHash(numberOf(delivery), contact, hashKey);
}

/**
 * The conversation of a contact with one of our numbers.
 *
 * @param number as `numberOf` gives it
 * @param contact the address: E.164 with or without `+`, a BSUID, a group or a newsletter
 */
export function contactHash(number: string | undefined, contact: string, hashKey: string): string {
  return keyedHash(['contact', number ?? '', contact.replace(/^\+/, '')], hashKey);
}

/** Which of our numbers an event concerns, as a part of a key; undefined when it names none. */
export function numberOf({ data }: Delivery): string | undefined {
  const id = text(data.numberId) ?? text(data.phoneNumberId);
  return id && keyPart(id);
}

/** The other side of a message: whoever wrote it to us, or whom we wrote to. */
export function contactOf({ event, data }: Delivery): string | undefined {
  const room = text(data.groupId) ?? text(data.newsletterId);
  const writer = writerOf(data);
  const addressee = text(data.destinationNumber) ?? text(data.to);
  const ours = OUTBOUND_STATUSES.has(event) || isOurs(data);
  return room ?? (ours ? (addressee ?? writer) : (writer ?? addressee));
}

/** JSON keeps apart what joined text would not: `['a|b', 'c']` and `['a', 'b|c']`. */
function keyedHash(parts: string[], hashKey: string): string {
  return createHmac('sha256', hashKey).update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * Makes any text a part of a key, two texts never the same: as it is when it is short printable ASCII without `#`, which
 * joins parts and marks records of our own, else by its hash. WhatsApp's own ids, `wamid.…`, always by their hash, because
 * they hold the contact's phone number in base64. DynamoDB allows 2,048 and 1,024 bytes, SQS no control characters.
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
