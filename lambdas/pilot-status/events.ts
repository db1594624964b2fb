import { isObject, type JsonObject, optional, text } from '../runtime/json.ts';
import { type Delivery, ECHO_EVENT, INBOUND_EVENTS, OUTBOUND_STATUSES } from './delivery.ts';
import { identifier, isSet, looseFields } from './fields.ts';
import {
  buttonOf,
  type ContactCard,
  contactsOf,
  type Location,
  locationOf,
  type Media,
  mediaOf,
  wordsIn,
} from './message-content.ts';
import { messagesInEnvelope } from './meta-envelope.ts';
import { type Nature, natureOf, typeOf } from './nature.ts';
import { type Parties, type Place, partiesOf } from './parties.ts';

export { type Delivery, EVENT_NAMES, OUTBOUND_STATUSES, readDelivery } from './delivery.ts';
export type { ContactCard, Location, Media } from './message-content.ts';

/**
 * The events of Pilot Status, as its documentation gives them (payload "schema v3"), and as such systems are seen to
 * send them.
 */

/** What all have that somebody did in a chat. */
interface Happened {
  /** The id of the message record (`data.id`), when there is one. */
  id?: string;
  /** The id that WhatsApp gave the message. */
  messageId?: string;
  /** The number that received it, by the vendor's id. Its API key is the one that answers. */
  numberId?: string;
  /** The writer's name on WhatsApp. */
  name?: string;
  /** When it was written, ISO 8601. */
  createdAt?: string;
  /** All that the vendor sent, fields we do not know included. */
  data: JsonObject;
}

/** What every message has, whoever wrote it and wherever. */
interface SomeMessage extends Happened {
  /** `text`, `image`, `audio`, `video`, `document`, `location`, `contacts`, `sticker`, … */
  type: string;
  /** What was written, a caption included; empty for most media, and when the account keeps no content. */
  text: string;
  media?: Media;
}

/** What a contact wrote to one of our numbers, in our own words: `message.received` or `message.reply`. */
export interface InboundMessage extends SomeMessage {
  event: 'message.received' | 'message.reply';
  /** The contact: E.164 with `+`, or an id such as `BR.1349…` or `1349…@lid` for a contact without a phone number. */
  from: string;
  /** Other addresses of the contact that came with it. */
  alsoFrom?: string[];
  /** The button that the contact pressed. */
  button?: { id?: string; text: string };
  /** The place that the contact sent. */
  location?: Location;
  /** The contact cards that the contact sent. */
  contacts?: ContactCard[];
  /** The id that WhatsApp gave the message of ours that the contact quoted. */
  quotedMessageId?: string;
  /** The vendor's id of the send of the message that was quoted; older payloads name it that way. */
  quotedSentId?: string;
  /** What we remember of the message that was quoted; empty when it was none of ours, or too long ago. */
  quoted?: { text?: string; reply?: string; reference?: string };
}

/** What a contact did to a message that was there before. */
interface Afterwards extends Happened {
  event: InboundMessage['event'];
  from: string;
  alsoFrom?: string[];
}

/** A contact reacted to a message, or took a reaction back. */
export interface Reaction extends Afterwards {
  /** Absent when it was taken back. */
  emoji?: string;
  /** The id that WhatsApp gave the message that was reacted to. */
  reactedMessageId?: string;
  /** What we remember of that message; empty when it was none of ours, or too long ago. */
  reacted?: { text?: string; reply?: string };
}

/** A contact changed a message of theirs. */
export interface Edit extends Afterwards {
  /** What it says now. */
  text: string;
  /** The id that WhatsApp gave the message that was changed. */
  editedMessageId?: string;
}

/** A contact deleted a message of theirs for everybody. */
export interface Deletion extends Afterwards {
  /** The id that WhatsApp gave the message that was deleted. */
  deletedMessageId?: string;
}

/** What somebody wrote in a group of ours. */
export interface GroupMessage extends SomeMessage {
  /** `message.group` as documented; a group can come under the name of a private message too. */
  event: string;
  groupId: string;
  groupName?: string;
  /** Who wrote it, when the vendor says so. */
  from?: string;
}

/** What somebody posted in a newsletter. */
export interface NewsletterMessage extends SomeMessage {
  /** `message.newsletter` as documented; a newsletter can come under the name of a private message too. */
  event: string;
  newsletterId: string;
  newsletterName?: string;
}

/** What was written from one of our numbers: by a person on the phone, or it is an echo of what the bot sent. */
export interface OwnMessage extends SomeMessage {
  /** The contact it went to, as far as the vendor says so. */
  to: string;
  /** Whether another system, and no person, sent it through the vendor's API; absent where the vendor does not say. */
  isFromApi?: boolean;
}

/** What became of a message of ours. */
export interface StatusEvent {
  event: 'message.sent' | 'message.delivered' | 'message.read' | 'message.failed';
  status: 'sent' | 'delivered' | 'read' | 'failed';
  /** The vendor's id of the send. */
  sentId?: string;
  numberId?: string;
  /** Who it went to; the vendor leaves it out for accounts that keep no content. */
  to?: string;
  /** Why it failed, such as `META_OUTSIDE_24H_WINDOW`. */
  code?: string;
  errorMessage?: string;
  /**
   * The reply of the bot that it is about, where it is one that is remembered: its text, the key of the answer, and the
   * reference that the bot gave it.
   */
  reply?: { text?: string; key?: string; reference?: string };
  data: JsonObject;
}

/** What happened to a number of ours, such as `number.disconnected`. */
export interface NumberEvent {
  event: string;
  numberId?: string;
  createdAt?: string;
  data: JsonObject;
}

const MESSAGE_EVENTS = new Set([...INBOUND_EVENTS, 'message.group', 'message.newsletter']);

/** A message of somebody else's that was written in such a place, or what somebody did to one. */
function heardIn(place: Place, { event, data }: Delivery): (Parties & { nature: Nature }) | undefined {
  if (!MESSAGE_EVENTS.has(event)) return undefined;
  const parties = partiesOf({ event, data });
  return parties.place !== place || parties.isOurs ? undefined : { ...parties, nature: natureIn(data) };
}

function natureIn(data: JsonObject): Nature {
  return natureOf(data, wordsIn(data).trim() !== '' || mediaOf(data) !== undefined);
}

/** Whether it reports something that was done to a message, which may come under the ids of that message. */
export function isAfterwards({ event, data }: Delivery): boolean {
  return MESSAGE_EVENTS.has(event) && ['reaction', 'edit', 'deletion'].includes(natureIn(data));
}

/** What a contact did in private, where it is of this nature. */
function heardFromContact(nature: Nature, delivery: Delivery): Afterwards | undefined {
  const heard = heardIn('private', delivery);
  const [address, ...others] = heard?.addresses ?? [];
  if (heard?.nature !== nature || address === undefined || !isInbound(delivery.event)) return undefined;
  return {
    event: delivery.event,
    from: address.to,
    ...optional('alsoFrom', others.length > 0 ? others.map(({ to }) => to) : undefined),
    ...happened(delivery.data),
  };
}

function isInbound(event: string): event is InboundMessage['event'] {
  return INBOUND_EVENTS.has(event);
}

/**
 * Reads what a contact wrote to us, or gives undefined when this is something else: a status, a message of our own
 * (`fromMe`), a group, a story, a reaction, a notice of WhatsApp, a message without a sender.
 */
export function readInbound(delivery: Delivery): InboundMessage | undefined {
  const { data } = delivery;
  const heard = heardFromContact('message', delivery);
  return (
    heard && {
      ...heard,
      ...someMessage(data),
      ...optional('quotedMessageId', identifier(data.quotedMessageId)),
      ...optional('quotedSentId', identifier(data.messageRepliedId)),
      ...optional('button', buttonOf(data)),
      ...optional('location', locationOf(data)),
      ...optional('contacts', contactsOf(data)),
    }
  );
}

/** Reads a reaction of a contact, or gives undefined when this is something else. */
export function readReaction(delivery: Delivery): Reaction | undefined {
  const { data } = delivery;
  const heard = heardFromContact('reaction', delivery);
  const { reaction } = data;
  const nested = isObject(reaction) ? reaction : {};
  const emoji = text(reaction) ?? text(nested.emoji) ?? text(nested.text) ?? text(data.emoji) ?? text(wordsIn(data));
  const nestedKey = isObject(nested.key) ? nested.key : {};
  const target = targetOf(data) ?? identifier(nested.messageId) ?? identifier(nestedKey.id);
  return heard && { ...heard, ...optional('emoji', emoji), ...optional('reactedMessageId', target) };
}

/** Reads a message that a contact changed, or gives undefined when this is something else. */
export function readEdit(delivery: Delivery): Edit | undefined {
  const { data } = delivery;
  const heard = heardFromContact('edit', delivery);
  const words = ['editedContent', 'newContent', 'editedText'].map((field) => text(data[field])).find((it) => it);
  const target = targetOf(data) ?? heard?.messageId;
  return heard && { ...heard, text: words ?? wordsIn(data), ...optional('editedMessageId', target) };
}

/** Reads that a contact deleted a message, or gives undefined when this is something else. */
export function readDeletion(delivery: Delivery): Deletion | undefined {
  const heard = heardFromContact('deletion', delivery);
  return heard && { ...heard, ...optional('deletedMessageId', targetOf(delivery.data) ?? heard.messageId) };
}

/** Which message it is that something was done to, by the id that WhatsApp gave it. */
const TARGET_FIELDS = [
  ...['reactedmessageid', 'reactionmessageid', 'editedmessageid', 'deletedmessageid', 'revokedmessageid'],
  ...['targetmessageid', 'originalmessageid', 'quotedmessageid'],
];

function targetOf(data: JsonObject): string | undefined {
  const fields = looseFields(data);
  return TARGET_FIELDS.map((field) => identifier(fields.get(field))).find((id) => id !== undefined);
}

/** Reads what somebody else wrote in a group, or gives undefined when this is something else. */
export function readGroupMessage(delivery: Delivery): GroupMessage | undefined {
  const { event, data } = delivery;
  const heard = heardIn('group', delivery);
  const groupId = heard?.addresses[0]?.to;
  if (heard?.nature !== 'message' || groupId === undefined) return undefined;
  return {
    event,
    groupId,
    ...someMessage(data),
    ...optional('groupName', text(data.groupName)),
    ...optional('from', heard.writer?.to),
  };
}

/** Reads what somebody else posted in a newsletter, or gives undefined when this is something else. */
export function readNewsletterMessage(delivery: Delivery): NewsletterMessage | undefined {
  const { event, data } = delivery;
  const heard = heardIn('channel', delivery);
  const newsletterId = heard?.addresses[0]?.to;
  if (heard?.nature !== 'message' || newsletterId === undefined) return undefined;
  return { event, newsletterId, ...someMessage(data), ...optional('newsletterName', text(data.newsletterName)) };
}

/** Reads what was written to a contact from one of our numbers, or gives undefined when this is something else. */
export function readOwnMessage(delivery: Delivery): OwnMessage | undefined {
  const { event, data } = delivery;
  if (!isInbound(event) && !ECHO_EVENT.test(event)) return undefined;
  const { place, isOurs, addresses } = partiesOf(delivery);
  const [address] = addresses;
  if (place !== 'private' || !isOurs || address === undefined || natureIn(data) !== 'message') return undefined;
  return { to: address.to, ...someMessage(data), ...optional('isFromApi', isFromApi(data)) };
}

/** The fields that say by what way a message of ours left. */
const WAY_FIELDS = ['origin', 'source', 'sentby', 'sentvia', 'sentfrom', 'via', 'sourcetype', 'channel'];

function isFromApi(data: JsonObject): boolean | undefined {
  const fields = looseFields(data);
  if (['isapi', 'fromapi', 'viaapi', 'sentbyapi'].some((flag) => isSet(fields.get(flag)))) return true;
  const way = WAY_FIELDS.map((field) => text(fields.get(field))).find((value) => value !== undefined);
  return way === undefined ? undefined : /(^|[^a-z])api([^a-z]|$)/i.test(way);
}

/**
 * Why nobody can make anything of what a contact seems to have written; undefined for anything else. It is logged as
 * bad, for the contact waits.
 */
export function unreadable(delivery: Delivery): string | undefined {
  const { event, data } = delivery;
  const isNamed = INBOUND_EVENTS.has(event);
  const { length } = messagesInEnvelope(data).filter((message) => natureIn(message) === 'message');
  if (length > 0) return isNamed ? `It holds ${length} messages in one` : "It is in Meta's own envelope";
  const heard = isNamed ? heardIn('private', delivery) : undefined;
  if (heard === undefined) return undefined;
  if (heard.nature === 'message' && heard.addresses.length === 0) return 'It names no contact';
  return heard.nature === 'notice' && typeOf(data) === undefined ? 'It has no type and no words' : undefined;
}

/** Reads what became of a message of ours, or gives undefined when this is something else. */
export function readStatusEvent(delivery: Delivery): StatusEvent | undefined {
  const { event, data } = delivery;
  if (!OUTBOUND_STATUSES.has(event)) return undefined;
  const errorMessage = text(data.errorMessage);
  const [address] = partiesOf(delivery, true).addresses;
  return {
    event: event as StatusEvent['event'],
    status: event.slice('message.'.length) as StatusEvent['status'],
    ...optional('sentId', readStatus({ event, data })?.sentId),
    ...optional('numberId', identifier(data.numberId)),
    ...optional('to', address?.to),
    ...optional('code', text(data.errorCode) ?? errorMessage?.match(/\b[A-Z]+(?:_[A-Z0-9]+)+\b/)?.[0]),
    ...optional('errorMessage', errorMessage),
    data,
  };
}

/** Reads what happened to a number of ours, or gives undefined when this is something else. */
export function readNumberEvent({ event, data }: Delivery): NumberEvent | undefined {
  if (!event.startsWith('number.')) return undefined;
  return {
    event,
    ...optional('numberId', identifier(data.numberId) ?? identifier(data.id)),
    ...optional('createdAt', identifier(data.createdAt)),
    data,
  };
}

function happened(data: JsonObject): Happened {
  return {
    ...optional('id', identifier(data.id)),
    ...optional('messageId', identifier(data.messageId)),
    ...optional('numberId', identifier(data.numberId)),
    ...optional('name', text(data.fromName) ?? text(data.participantName)),
    ...optional('createdAt', identifier(data.createdAt)),
    data,
  };
}

function someMessage(data: JsonObject): SomeMessage {
  return {
    ...happened(data),
    type: text(data.type) ?? 'unknown',
    text: wordsIn(data),
    ...optional('media', mediaOf(data)),
  };
}

/** How far a message of ours has come. */
export interface MessageStatus {
  /** The vendor's id of the send: the `id` of its 202. */
  sentId: string;
  /** The id that WhatsApp gave the message; a quote names it. */
  whatsappId?: string;
}

/** Reads a status of a message that we sent, or gives undefined when this is something else, or says not of which. */
export function readStatus({ event, data }: Delivery): MessageStatus | undefined {
  if (!OUTBOUND_STATUSES.has(event)) return undefined;
  // The 202's id is documented to equal internalMessageId; current payloads have it as id.
  const sentId = identifier(data.internalMessageId) ?? identifier(data.id);
  return sentId === undefined ? undefined : { sentId, ...optional('whatsappId', identifier(data.messageId)) };
}
