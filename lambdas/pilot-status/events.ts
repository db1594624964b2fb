/**
 * The events of Pilot Status, as its documentation gives them (payload "schema v3"). Nothing here trusts the vendor's
 * types: every field that is read is read through `text()` and its kin.
 */

/** Every event that the vendor documents. Others may come; they are recorded and never answered. */
export const EVENT_NAMES = [
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.received',
  'message.reply',
  'message.group',
  'message.newsletter',
  'number.created',
  'number.connected',
  'number.disconnected',
  'number.removed',
  'number.recovered',
  'number.health_blocked',
  'number.health_degraded',
  'number.health_shadowban',
  'call.ringing',
  'call.connected',
  'call.ended',
  'call.missed',
  'call.permission_updated',
  'calls',
] as const;

/** What becomes of a message of ours; up to four of them share the id of the message. */
export const OUTBOUND_STATUSES = new Set(['message.sent', 'message.delivered', 'message.read', 'message.failed']);

export type JsonObject = Readonly<Record<string, unknown>>;

/** A delivery as it came: any JSON object. `message.*` and `number.*` carry `data`; `call.*` are flat. */
export interface Delivery {
  /** The name of the event, or `unknown` when the body names none. */
  event: string;
  /** What the event tells; the body itself where there is no `data`. */
  data: JsonObject;
}

/** A file that somebody sent. What the vendor does not tell is absent. */
export interface Media {
  /** `image`, `audio`, `video`, `document`, `sticker`, or a MIME type, as the vendor says. */
  type: string;
  /** Where it can be fetched for a while. */
  link?: string;
  caption?: string;
  filename?: string;
  /** On Meta numbers: its id for `GET /v1/media/{mediaId}`, good for minutes. */
  mediaId?: string;
  /** The key of the copy in the archive's bucket, where the setting `archiveMedia` keeps one. */
  archiveKey?: string;
}

/** What every message has, whoever wrote it and wherever. */
interface SomeMessage {
  /** The id of the message record (`data.id`), when there is one. */
  id?: string;
  /** The id that WhatsApp gave the message. */
  messageId?: string;
  /** The number that received it, by the vendor's id. Its API key is the one that answers. */
  numberId?: string;
  /** `text`, `image`, `audio`, `video`, `document`, `location`, `contacts`, `sticker`, `reaction`, … */
  type: string;
  /** What was written; empty for most media, and when the account keeps no content. */
  text: string;
  /** The writer's name on WhatsApp. */
  name?: string;
  /** When it was written, ISO 8601. */
  createdAt?: string;
  media?: Media;
  /** All that the vendor sent, fields we do not know included. */
  data: JsonObject;
}

/** What a contact wrote to one of our numbers, in our own words: `message.received` or `message.reply`. */
export interface InboundMessage extends SomeMessage {
  event: 'message.received' | 'message.reply';
  /** The contact: E.164 with `+`, or a BSUID such as `BR.1349…` for a contact without a phone number. */
  from: string;
  /** The button that the contact pressed. */
  button?: { id?: string; text: string };
  /** The id that WhatsApp gave the message of ours that the contact quoted. */
  quotedMessageId?: string;
  /** The vendor's id of the send of the message that was quoted; older payloads name it that way. */
  quotedSentId?: string;
  /** What we remember of the message that was quoted; empty when it was none of ours, or too long ago. */
  quoted?: { text?: string; reply?: string };
}

/** What somebody wrote in a group of ours: `message.group`. */
export interface GroupMessage extends SomeMessage {
  event: 'message.group';
  groupId: string;
  groupName?: string;
  /** Who wrote it, when the vendor tells. */
  from?: string;
}

/** What somebody posted in a newsletter: `message.newsletter`. */
export interface NewsletterMessage extends SomeMessage {
  event: 'message.newsletter';
  newsletterId: string;
  newsletterName?: string;
}

/** What was written from one of our numbers: by a person on the phone, or it is an echo of what the bot sent. */
export interface OwnMessage extends SomeMessage {
  /** The contact it went to. */
  to: string;
}

/** What became of a message of ours. */
export interface StatusEvent {
  event: 'message.sent' | 'message.delivered' | 'message.read' | 'message.failed';
  status: 'sent' | 'delivered' | 'read' | 'failed';
  /** The vendor's id of the send. */
  sentId?: string;
  numberId?: string;
  /** Whom it went to; the vendor leaves it out for accounts that keep no content. */
  to?: string;
  /** Why it failed, such as `META_OUTSIDE_24H_WINDOW`. */
  code?: string;
  errorMessage?: string;
  /** The reply of the bot that it is about, where it is one that is remembered. */
  reply?: { text?: string; key?: string };
  data: JsonObject;
}

/** What happened to a number of ours, such as `number.disconnected`. */
export interface NumberEvent {
  event: string;
  numberId?: string;
  createdAt?: string;
  data: JsonObject;
}

/** Reads any JSON object as a delivery. Never throws. */
export function readDelivery(body: JsonObject): Delivery {
  return { event: text(body.event) ?? 'unknown', data: isObject(body.data) ? body.data : body };
}

/** The vendor's `type` of messages that are files, and of those that are a button that was pressed. */
const FILE_TYPES = new Set(['image', 'audio', 'video', 'document', 'sticker', 'ptt', 'voice']);
const BUTTON_TYPES = new Set(['button', 'interactive', 'button_reply', 'list_reply']);

/**
 * Reads what a contact wrote to us, or gives undefined when this is something else: a status, a message of our own
 * (`fromMe`), a group, a message without a sender.
 */
export function readInbound({ event, data }: Delivery): InboundMessage | undefined {
  if (event !== 'message.received' && event !== 'message.reply') return undefined;
  const from = writerOf(data);
  if (from === undefined || isSet(data.fromMe)) return undefined;
  return {
    event,
    from: contactAddress(from),
    ...someMessage(data),
    ...optional('name', text(data.participantName)),
    ...optional('quotedMessageId', text(data.quotedMessageId)),
    ...optional('quotedSentId', text(data.messageRepliedId)),
    ...optional('button', buttonOf(data)),
  };
}

/** Reads what somebody else wrote in a group, or gives undefined when this is something else. */
export function readGroupMessage({ event, data }: Delivery): GroupMessage | undefined {
  const groupId = text(data.groupId);
  if (event !== 'message.group' || groupId === undefined || isSet(data.fromMe)) return undefined;
  return {
    event,
    groupId,
    ...someMessage(data),
    ...optional('groupName', text(data.groupName)),
    ...optional('from', text(data.fromNumber) ?? text(data.from)),
    ...optional('name', text(data.fromName) ?? text(data.participantName)),
  };
}

/** Reads what somebody else posted in a newsletter, or gives undefined when this is something else. */
export function readNewsletterMessage({ event, data }: Delivery): NewsletterMessage | undefined {
  const newsletterId = text(data.newsletterId);
  if (event !== 'message.newsletter' || newsletterId === undefined || isSet(data.fromMe)) return undefined;
  return {
    event,
    newsletterId,
    ...someMessage(data),
    ...optional('newsletterName', text(data.newsletterName)),
    ...optional('name', text(data.fromName)),
  };
}

/** Reads what was written to a contact from one of our numbers, or gives undefined when this is something else. */
export function readOwnMessage({ event, data }: Delivery): OwnMessage | undefined {
  const isMessage = event === 'message.received' || event === 'message.reply';
  if (!isMessage || !isSet(data.fromMe) || text(data.groupId) !== undefined) return undefined;
  const to = text(data.destinationNumber) ?? text(data.to) ?? text(data.from);
  return to === undefined ? undefined : { to: contactAddress(to), ...someMessage(data) };
}

/** Reads what became of a message of ours, or gives undefined when this is something else. */
export function readStatusEvent({ event, data }: Delivery): StatusEvent | undefined {
  if (!OUTBOUND_STATUSES.has(event)) return undefined;
  const errorMessage = text(data.errorMessage);
  return {
    event: event as StatusEvent['event'],
    status: event.slice('message.'.length) as StatusEvent['status'],
    ...optional('sentId', readStatus({ event, data })?.sentId),
    ...optional('numberId', text(data.numberId)),
    ...optional('to', addressee(data)),
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
    ...optional('numberId', text(data.numberId) ?? text(data.id)),
    ...optional('createdAt', text(data.createdAt)),
    data,
  };
}

function someMessage(data: JsonObject) {
  return {
    type: text(data.type) ?? 'unknown',
    // In older payloads `replyContent` is what the contact wrote, while `content` is what was quoted.
    text: text(data.replyContent) ?? text(data.content) ?? '',
    ...optional('id', text(data.id)),
    ...optional('messageId', text(data.messageId)),
    ...optional('numberId', text(data.numberId)),
    ...optional('createdAt', text(data.createdAt)),
    ...optional('media', mediaOf(data)),
    data,
  };
}

function mediaOf(data: JsonObject): Media | undefined {
  const type = text(data.type);
  const link = text(data.mediaLink);
  const mediaId = text(data.mediaId);
  const isFile = type !== undefined && FILE_TYPES.has(type);
  if (!isFile && link === undefined && mediaId === undefined) return undefined;
  return {
    type: text(data.mediaType) ?? type ?? 'unknown',
    ...optional('link', link),
    ...optional('caption', text(data.mediaCaption)),
    ...optional('filename', text(data.mediaFilename)),
    ...optional('mediaId', mediaId),
  };
}

function buttonOf(data: JsonObject): InboundMessage['button'] {
  const id = text(data.buttonId);
  if (id === undefined && !BUTTON_TYPES.has(text(data.type) ?? '')) return undefined;
  return { text: text(data.replyContent) ?? text(data.content) ?? '', ...optional('id', id) };
}

function addressee(data: JsonObject): string | undefined {
  const to = text(data.destinationNumber) ?? text(data.to);
  return to === undefined ? undefined : contactAddress(to);
}

/** Who wrote a message, where it says so. */
export function writerOf(data: JsonObject): string | undefined {
  return text(data.from) ?? text(data.fromNumber) ?? businessScopedId(data);
}

/** Whether a message was written from a number of ours, as far as it says so. */
export function isOurs(data: JsonObject): boolean {
  return isSet(data.fromMe);
}

/** A contact without a phone number is known by an id such as `BR.1349…`; which field holds it is not documented. */
function businessScopedId(data: JsonObject): string | undefined {
  return Object.values(data)
    .map(text)
    .find((value) => value !== undefined && /^[A-Z]{2}\.\w{4,}$/.test(value));
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
  const sentId = text(data.internalMessageId) ?? text(data.id);
  return sentId === undefined ? undefined : { sentId, ...optional('whatsappId', text(data.messageId)) };
}

/** A non-empty string, or undefined for anything else. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The vendor writes E.164 with `+`; bare digits are a phone number that lost it. */
function contactAddress(from: string): string {
  return /^\d+$/.test(from) ? `+${from}` : from;
}

/** A flag counts as set unless it is clearly not, so that an odd value never lets the bot answer itself. */
function isSet(flag: unknown): boolean {
  return flag !== undefined && flag !== null && flag !== false && flag !== 'false' && flag !== 0;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
