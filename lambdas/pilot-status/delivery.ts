import { isObject, type JsonObject, parseJson, text } from '../runtime/json.ts';
import { echoOf, messagesInEnvelope } from './meta-envelope.ts';

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

/** What a contact writes comes as one of these. */
export const INBOUND_EVENTS = new Set(['message.received', 'message.reply']);

/** What a person writes on the phone may come as one of these: `smb_message_echoes` as Meta calls it. */
export const ECHO_EVENT = /echo(es)?$/i;

/** A delivery as it came: any JSON object. `message.*` and `number.*` carry `data`; `call.*` are flat. */
export interface Delivery {
  /** The name of the event, or `unknown` when the body names none. */
  event: string;
  /** What the event contains; the body itself where there is no `data`. */
  data: JsonObject;
}

/** Reads any JSON object as a delivery. Never throws. */
export function readDelivery(body: JsonObject): Delivery {
  const event = nameOf(body.event);
  const data = dataIn(body.data) ?? body;
  const [message, ...others] = messagesInEnvelope(data);
  if (message === undefined) return { event, data: ECHO_EVENT.test(event) ? echoOf(data) : data };
  if (others.length > 0) return { event, data };
  if (INBOUND_EVENTS.has(event)) return { event, data: message };
  return message.fromMe ? { event: 'smb_message_echoes', data: message } : { event, data };
}

/** An event that is documented is known in whatever case its name is written. */
function nameOf(value: unknown): string {
  const name = text(value) ?? 'unknown';
  const known = name.trim().toLowerCase();
  return EVENT_NAMES.find((event) => event === known || event === known.replace('_', '.')) ?? name;
}

/** An object, one in a list of its own, or one as JSON in a text. */
function dataIn(value: unknown): JsonObject | undefined {
  if (typeof value === 'string') return objectIn(parseJson(value));
  return objectIn(value);
}

function objectIn(value: unknown): JsonObject | undefined {
  const one: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return isObject(one) ? one : undefined;
}
