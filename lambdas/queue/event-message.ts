import { type Delivery, readDelivery } from '../pilot-status/events.ts';
import { conversationAttributes, conversationHashes, type EventKey, eventKey } from '../pilot-status/identity.ts';
import type { Body } from './event-body.ts';
import type { Outgoing } from './sqs.ts';

/**
 * An event as the events queue takes it, but for the deduplication id, which says what SQS may take it for a repetition
 * of.
 */
export type EventMessage = Required<Omit<Outgoing, 'deduplicateBy'>>;

interface About {
  contactHashKey: string;
  /** When it was received, epoch ms: its replies are useful for so long after that. */
  receivedAt: number;
  /** The key of the event, where it is known already: an event without an id is known by the bytes that came first. */
  key?: EventKey;
}

/** Makes a message of an event. */
export function eventMessage(
  { raw, text, json }: Body,
  { contactHashKey, receivedAt, key: known }: About,
): { delivery: Delivery; key: EventKey; message: EventMessage } {
  const delivery = readDelivery(json);
  const key = known ?? eventKey(delivery, raw);
  const hashes = conversationHashes(delivery, key, contactHashKey);
  const attributes = { ...key, receivedAt: String(receivedAt), ...conversationAttributes(hashes) };
  return { delivery, key, message: { body: text, group: hashes.conversation, attributes } };
}
