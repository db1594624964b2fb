import type { ConversationRecords } from '../ledger/conversations.ts';
import type { KnownAs } from '../ledger/homes.ts';
import { type Delivery, readDelivery } from '../pilot-status/events.ts';
import {
  addressesIn,
  type EventKey,
  isTimeless,
  keyPart,
  numberOf,
  RETRY_MS,
  readConversationHashes,
  replyKey,
} from '../pilot-status/identity.ts';
import type { QueueMessage } from '../queue/message.ts';
import { isObject, parseJson } from '../runtime/json.ts';
import { type InboundEvent, numberIdOf, readInboundEvent } from './inbound-event.ts';

/** An event as the ingest function put it on the queue. */
export interface ReceivedEvent {
  key: EventKey;
  delivery: Delivery;
  /** What happened; undefined for what is only recorded. */
  inbound: InboundEvent | undefined;
  /** When it was received, epoch ms. */
  receivedAt: number;
  /** For a notice that looks the same as an earlier one: those received before then are other notices; epoch ms. */
  repeatedSince?: number;
  /** Whose it is. */
  contact: KnownAs;
  /** All addresses of the contact that it names, as they are written to. */
  addresses: string[];
  /** What the ledger keeps of it. */
  fields: { conversation: string; numberId: string | undefined; receivedAt: number };
  /** What every log line about it contains. */
  trace: { id: string; event: string; conversation: string };
}

/** Reads a message of the events queue; undefined for what the ingest function did not put there. */
export function readEvent({ attributes, body, group }: QueueMessage): ReceivedEvent | undefined {
  const { id, event, receivedAt } = attributes;
  const json = parseJson(body);
  if (!id || !event || !receivedAt || !isObject(json)) return undefined;
  const delivery = readDelivery(json);
  const key = { id, event };
  const addresses = addressesIn(delivery);
  const { form = 'phone' } = addresses[0] ?? {};
  return {
    key,
    delivery,
    inbound: readInboundEvent(delivery),
    receivedAt: Number(receivedAt),
    ...(isTimeless(delivery) && { repeatedSince: Number(receivedAt) - RETRY_MS }),
    contact: { ...readConversationHashes(group, attributes), isLasting: form === 'phone' && !isNamedByMeta(delivery) },
    addresses: addresses.map(({ to }) => to),
    fields: { conversation: group, numberId: numberOf(delivery), receivedAt: Number(receivedAt) },
    trace: { ...key, conversation: group },
  };
}

/** Whether our number is known by its id at Meta alone: where other events name both, that leads to the vendor's. */
function isNamedByMeta({ data }: Delivery): boolean {
  return data.numberId === undefined && data.phoneNumberId !== undefined;
}

/**
 * Reads a message of the events queue as one of the conversation that is the contact's, under whichever address it
 * came.
 */
export async function readAtHome(
  message: QueueMessage,
  { homeOf }: Pick<ConversationRecords, 'homeOf'>,
): Promise<{ message: QueueMessage; event: ReceivedEvent } | undefined> {
  const event = readEvent(message);
  if (event === undefined) return undefined;
  const group = await homeOf(event.contact);
  if (group === message.group) return { message, event };
  const fields = { ...event.fields, conversation: group };
  return {
    message: { ...message, group },
    event: { ...event, fields, trace: { ...event.trace, conversation: group } },
  };
}

/**
 * The key of the answer to an event. One message of a contact has one, however many events report it; everything else
 * has one for each event.
 */
export function answerKey({ key, inbound, receivedAt, repeatedSince }: ReceivedEvent): string {
  if (inbound?.kind === 'message') return replyKey(inbound.message, key);
  const numberId = inbound && inbound.kind !== 'own' ? numberIdOf(inbound) : undefined;
  const notice = repeatedSince === undefined ? '' : `#${receivedAt}`;
  return `reply#${numberId === undefined ? '' : keyPart(numberId)}#${key.id}#${key.event}${notice}`;
}

/**
 * When a message was written, epoch ms: as the vendor says, however long ago that is, else when it was received;
 * undefined for what is no message.
 */
export function writtenAt({ inbound, receivedAt }: ReceivedEvent): number | undefined {
  if (inbound === undefined || !('message' in inbound)) return undefined;
  const told = readTime(inbound.message.createdAt, receivedAt);
  return told !== undefined && told <= receivedAt ? told : receivedAt;
}

/** When a message was written, epoch ms, and how old it was when it came, in ms; nothing for what is no message. */
export function whenWritten(event: ReceivedEvent): { written?: { at: number; ageMs: number } } {
  const at = writtenAt(event);
  return at === undefined ? {} : { written: { at, ageMs: event.receivedAt - at } };
}

/**
 * The messages of events in the order in which they were written, where the vendor says it of each; else as they came.
 */
export function inOrderWritten<Of extends { event: ReceivedEvent }>(claims: Of[]): Of[] {
  const times = new Map(
    claims.map((one) => {
      const { inbound, receivedAt } = one.event;
      return [one, inbound?.kind === 'message' ? readTime(inbound.message.createdAt, receivedAt) : undefined];
    }),
  );
  if ([...times.values()].includes(undefined)) return claims;
  return claims.toSorted((a, b) => Number(times.get(a)) - Number(times.get(b)));
}

/** How far apart the same time of day is in two zones, at most, in ms. */
const ZONES_MS = 14 * 60 * 60 * 1000;

/**
 * Reads a time as the vendor gives it, in epoch ms. One without a zone may be off by hours, so that it only counts
 * where it is in the past in every zone.
 */
function readTime(told: string | undefined, receivedAt: number): number | undefined {
  if (told === undefined) return undefined;
  if (/^(\d{10}|\d{13})$/.test(told)) return Number(told.padEnd(13, '0'));
  const time = Date.parse(told);
  const hasZone = /(Z|GMT|[+-]\d\d:?\d\d)$/i.test(told);
  return Number.isNaN(time) || (!hasZone && time > receivedAt - ZONES_MS) ? undefined : time;
}
