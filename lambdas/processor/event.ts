import { parseJson } from '../json.ts';
import { type Delivery, isObject, readDelivery } from '../pilot-status/events.ts';
import { type EventKey, keyPart, numberOf, replyKey } from '../pilot-status/identity.ts';
import type { QueueMessage } from '../queue/message.ts';
import { type Happening, numberIdOf, readHappening } from './occasion.ts';

/** An event as the ingest function put it on the queue. */
export interface ReceivedEvent {
  key: EventKey;
  delivery: Delivery;
  /** What it tells; undefined for what is only recorded. */
  happening: Happening | undefined;
  /** When it was received, epoch ms. */
  receivedAt: number;
  /** What the ledger keeps of it. */
  fields: { conversation: string; numberId: string | undefined; receivedAt: number };
  /** What every log line about it tells. */
  trace: { id: string; event: string; conversation: string };
}

/** Reads a message of the events queue; undefined for what the ingest function did not put there. */
export function readEvent({ attributes, body, group }: QueueMessage): ReceivedEvent | undefined {
  const { id, event, receivedAt } = attributes;
  const json = parseJson(body);
  if (!id || !event || !receivedAt || !isObject(json)) return undefined;
  const delivery = readDelivery(json);
  const key = { id, event };
  return {
    key,
    delivery,
    happening: readHappening(delivery),
    receivedAt: Number(receivedAt),
    fields: { conversation: group, numberId: numberOf(delivery), receivedAt: Number(receivedAt) },
    trace: { ...key, conversation: group },
  };
}

/**
 * The key of the answer to an event. One message of a contact has one, whichever event tells of it; everything else has one
 * for each event.
 */
export function answerKey({ key, happening }: ReceivedEvent): string {
  if (happening?.kind === 'message') return replyKey(happening.message, key);
  const numberId = happening && happening.kind !== 'own' ? numberIdOf(happening) : undefined;
  return `reply#${numberId === undefined ? '' : keyPart(numberId)}#${key.id}#${key.event}`;
}

/** How far in the past a time that the vendor gives for a message is believed, in ms: as long as a queue keeps messages. */
const BELIEVED_MS = 14 * 24 * 60 * 60 * 1000;

/** When a contact wrote a message, epoch ms: as the vendor says where that can be, else when it was received. */
export function writtenAt({ happening, receivedAt }: ReceivedEvent): number | undefined {
  if (happening?.kind !== 'message') return undefined;
  const told = Date.parse(happening.message.createdAt ?? '');
  return told <= receivedAt && told >= receivedAt - BELIEVED_MS ? told : receivedAt;
}
