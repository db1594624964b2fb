import type { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';
import type { JsonObject } from '../../lambdas/runtime/json.ts';

export type EventName = (typeof EVENT_NAMES)[number];

/** What may be chosen of a sample. */
export interface SampleFields {
  /** The contact, E.164 with `+` or a BSUID. */
  from: string;
  text: string;
  /** The id of the event, `data.id`. */
  id: string;
  /** The vendor's id of our number. */
  numberId: string;
  /** When it happened, ISO 8601. */
  createdAt: string;
}

type MakeSample = (fields: SampleFields) => JsonObject;

/** Our number, as in the vendor's examples. */
const OUR_PHONE = '+5511888888888';

const received = ({ from, text, id, numberId, createdAt }: SampleFields): JsonObject => ({
  from,
  to: OUR_PHONE,
  numberId,
  messageId: `wamid.${id}`,
  id,
  type: 'text',
  fromMe: false,
  content: text,
  participantName: 'WhatsApp name',
  createdAt,
});

const inRoom = (room: JsonObject) => (fields: SampleFields) => {
  const { from, participantName, to: _to, ...message } = received(fields);
  return { ...message, fromNumber: from, fromName: participantName, ...room };
};

const status =
  (name: string, more: JsonObject = {}) =>
  ({ from, text, id, numberId, createdAt }: SampleFields) => ({
    id,
    internalMessageId: id,
    messageId: `wamid.${id}`,
    numberId,
    destinationNumber: from,
    content: text,
    status: name,
    createdAt,
    ...more,
  });

const ofNumber = ({ id, numberId, createdAt }: SampleFields): JsonObject => ({ id, numberId, createdAt });

/** The fields of `call.*` are hardly documented. */
const call = ({ from, id, numberId, createdAt }: SampleFields): JsonObject => ({
  callId: id,
  from,
  to: OUR_PHONE,
  numberId,
  createdAt,
});

/** Meta's own envelope. */
const metaCalls = ({ from, id, createdAt }: SampleFields): JsonObject => ({
  messaging_product: 'whatsapp',
  calls: [{ id, from: from.replace('+', ''), event: 'connect', timestamp: String(Date.parse(createdAt) / 1000) }],
});

/** What stands in `data` of each event. */
const WITH_DATA = {
  'message.sent': status('SENT'),
  'message.delivered': status('DELIVERED'),
  'message.read': status('READ'),
  'message.failed': status('FAILED', { messageId: null, errorMessage: 'WHATSAPP_NOT_EXIST: no such contact' }),
  'message.received': received,
  'message.reply': (fields) => ({ ...received(fields), quotedMessageId: 'wamid.of-ours' }),
  'message.group': inRoom({ groupId: '120363000000000000@g.us', groupName: 'A group' }),
  'message.newsletter': inRoom({ newsletterId: '120363000000000001@newsletter', newsletterName: 'A newsletter' }),
  'number.created': ofNumber,
  'number.connected': ofNumber,
  'number.disconnected': ofNumber,
  'number.removed': ofNumber,
  'number.recovered': ofNumber,
  'number.health_blocked': ofNumber,
  'number.health_degraded': ofNumber,
  'number.health_shadowban': ofNumber,
} satisfies Partial<Record<EventName, MakeSample>>;

/** The fields next to the name of each event of voice, which has no `data`. */
const FLAT: Record<Exclude<EventName, keyof typeof WITH_DATA>, MakeSample> = {
  'call.ringing': call,
  'call.connected': call,
  'call.ended': call,
  'call.missed': call,
  'call.permission_updated': call,
  calls: metaCalls,
};

/** A delivery as the vendor documents it. */
export function sampleOf(event: EventName, fields: SampleFields): JsonObject {
  if (event in FLAT) return { event, ...FLAT[event as keyof typeof FLAT](fields) };
  const make: MakeSample = WITH_DATA[event as keyof typeof WITH_DATA];
  return { event, data: make(fields) };
}
