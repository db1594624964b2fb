import { isObject, parseJson } from '../runtime/json.ts';
import type { Outgoing } from './sqs.ts';

/** What happens to a contact, a conversation or a reply, besides the events of the vendor. */
export const OWN_EVENTS = [
  'reply.sent',
  'reply.failed',
  'reply.expired',
  'reply.overtaken',
  'reply.parked',
  'contact.opted-out',
  'contact.opted-in',
  'conversation.handed-over',
  'conversation.resumed',
] as const;
export type OwnEvent = (typeof OWN_EVENTS)[number];

/** Something that happened, for whoever listens to the event bus: the body of a message of its queue, as JSON. */
export interface PublishedEvent {
  /** The version of this format. */
  format: 1;
  /** The same for each time that it is put: consumers deduplicate by it. */
  id: string;
  /** One of our own events, or the name that the vendor gives to its event. */
  type: string;
  /** When it happened, epoch ms. */
  at: number;
  /** The contact, as a hash that is the same for all that concerns them and a number of ours. */
  conversation: string;
  numberId?: string;
  /** Ids and codes, by which others find what it is about. */
  about: Readonly<Record<string, string | number>>;
  /** Who and what it is about; only where the setting `eventContent` is on. */
  content?: Readonly<Record<string, unknown>>;
}

/**
 * Hands events on to whoever listens. Undefined where nobody does, so that nothing is done for it.
 *
 * @throws Error when the queue does not take them: what they are about is then worked on once more
 */
export type Publish = (events: readonly PublishedEvent[]) => Promise<void>;

/** A text of this queue; a content that makes it too large for EventBridge is left out. */
const MAX_BYTES = 200 * 1024;

/**
 * @param sendBatch says of each message whether the queue has it
 * @param hasContent whether others may know who wrote, and what
 */
export function publisher(sendBatch: (messages: Outgoing[]) => Promise<boolean[]>, hasContent: boolean): Publish {
  return async (events) => {
    if (events.length === 0) return;
    const accepted = await sendBatch(events.map((event) => messageOf(hasContent ? event : withoutContent(event))));
    if (!accepted.every(Boolean)) throw new Error('The queue of the event bus did not accept an event');
  };
}

/** Reads the body of a message of the queue; undefined when it is no event in a format that is known. */
export function readPublishedEvent(body: string): PublishedEvent | undefined {
  const event = parseJson(body) as Partial<PublishedEvent> | null | undefined;
  const isKnown =
    isObject(event) && event.format === 1 && typeof event.type === 'string' && typeof event.id === 'string';
  return isKnown ? (event as unknown as PublishedEvent) : undefined;
}

function messageOf(event: PublishedEvent): Outgoing {
  const whole = JSON.stringify(event);
  const body = Buffer.byteLength(whole) > MAX_BYTES ? JSON.stringify(withoutContent(event)) : whole;
  return { body, group: event.conversation, deduplicateBy: event.id };
}

function withoutContent({ content: _, ...event }: PublishedEvent): PublishedEvent {
  return event;
}
