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

/** What a contact wrote to one of our numbers, in our own words: `message.received` or `message.reply`. */
export interface InboundMessage {
  event: 'message.received' | 'message.reply';
  /** The id of the message record (`data.id`), when there is one. */
  id?: string;
  /** The id that WhatsApp gave the message. */
  messageId?: string;
  /** The number that received it, by the vendor's id. Its API key is the one that answers. */
  numberId?: string;
  /** The contact: E.164 with `+`, or a BSUID such as `BR.1349…` for a contact without a phone number. */
  from: string;
  /** `text`, `image`, `audio`, `video`, `document`, `location`, `contacts`, `sticker`, `reaction`, … */
  type: string;
  /** What was written; empty for most media, and when the account keeps no content. */
  text: string;
  /** The contact's name on WhatsApp. */
  name?: string;
  /** When it was written, ISO 8601. */
  createdAt?: string;
  /** The id that WhatsApp gave the message of ours that the contact quoted. */
  quotedMessageId?: string;
  /** The vendor's id of the send of the message that was quoted; older payloads name it that way. */
  quotedSentId?: string;
  /** What we remember of the message that was quoted; empty when it was none of ours, or too long ago. */
  quoted?: { text?: string; reply?: string };
  /** All that the vendor sent, fields we do not know included. */
  data: JsonObject;
}

/** Reads any JSON object as a delivery. Never throws. */
export function readDelivery(body: JsonObject): Delivery {
  return { event: text(body.event) ?? 'unknown', data: isObject(body.data) ? body.data : body };
}

/**
 * Reads what a contact wrote to us, or gives undefined when this is something else: a status, a message of our own
 * (`fromMe`), a group, a message without a sender.
 */
export function readInbound({ event, data }: Delivery): InboundMessage | undefined {
  if (event !== 'message.received' && event !== 'message.reply') return undefined;
  const from = text(data.from);
  if (from === undefined || isSet(data.fromMe)) return undefined;
  return {
    event,
    from: contactAddress(from),
    type: text(data.type) ?? 'unknown',
    // In older payloads `replyContent` is what the contact wrote, while `content` is what was quoted.
    text: text(data.replyContent) ?? text(data.content) ?? '',
    ...optional('id', text(data.id)),
    ...optional('messageId', text(data.messageId)),
    ...optional('numberId', text(data.numberId)),
    ...optional('name', text(data.participantName)),
    ...optional('createdAt', text(data.createdAt)),
    ...optional('quotedMessageId', text(data.quotedMessageId)),
    ...optional('quotedSentId', text(data.messageRepliedId)),
    data,
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

function optional<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: string };
}
