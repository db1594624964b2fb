import { createHash, createHmac } from 'node:crypto';
import { type Delivery, type InboundMessage, OUTBOUND_STATUSES, text } from './events.ts';

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
  const id = event.startsWith('message.')
    ? (text(data.id) ?? text(data.internalMessageId) ?? text(data.messageId))
    : undefined;
  return { id: id === undefined ? `sha256:${sha256(raw)}` : keyPart(id), event: keyPart(event) };
}

/** The key of the answer to a message. Without the event's name: a quoted reply may come as two events. */
export function replyKey(message: InboundMessage, key: EventKey): string {
  const id = message.messageId ?? message.id;
  return `reply#${keyPart(message.numberId ?? '-')}#${id === undefined ? key.id : keyPart(id)}`;
}

/**
 * What an event must stay in order with: all that concerns one contact (group, newsletter) of one number, as a keyed
 * hash of 32 hex digits. An event that concerns nobody stands alone.
 *
 * @param hashKey keeps the hash from being undone by trying all phone numbers
 */
export function conversationHash(delivery: Delivery, key: EventKey, hashKey: string): string {
  const { data } = delivery;
  const contact = contactOf(delivery);
  const numberId = text(data.numberId) ?? text(data.phoneNumberId) ?? '';
  const conversation = contact === undefined ? `event|${key.id}` : `contact|${numberId}|${contact}`;
  return createHmac('sha256', hashKey).update(conversation).digest('hex').slice(0, 32);
}

/** The other side of a message: whoever wrote it to us, or whom we wrote to. Digits with and without `+` are one contact. */
function contactOf({ event, data }: Delivery): string | undefined {
  const room = text(data.groupId) ?? text(data.newsletterId);
  const writer = text(data.from) ?? text(data.fromNumber);
  const addressee = text(data.destinationNumber) ?? text(data.to);
  const ours = OUTBOUND_STATUSES.has(event) || data.fromMe === true;
  const contact = room ?? (ours ? (addressee ?? writer) : (writer ?? addressee));
  return contact?.replace(/^\+/, '');
}

/**
 * Makes any text a part of a key: as it is when it is short printable ASCII, which every id seen so far is, else by its
 * hash. A leading `#` is kept for records of our own. DynamoDB allows 2,048 and 1,024 bytes, SQS no control characters.
 */
export function keyPart(value: string): string {
  return /^[!"$-~][!-~]{0,255}$/.test(value) ? value : `sha256:${sha256(value)}`;
}

function sha256(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex');
}
