import { readAddress } from '../pilot-status/contact.ts';
import {
  type Deletion,
  type Delivery,
  type Edit,
  type GroupMessage,
  type InboundMessage,
  type NewsletterMessage,
  type NumberEvent,
  type OwnMessage,
  type Reaction,
  readDeletion,
  readEdit,
  readGroupMessage,
  readInbound,
  readNewsletterMessage,
  readNumberEvent,
  readOwnMessage,
  readReaction,
  readStatusEvent,
  type StatusEvent,
} from '../pilot-status/events.ts';

/** What a bot is asked about. */
export type BotEvent =
  | { kind: 'message'; message: InboundMessage; burst?: readonly InboundMessage[] }
  | { kind: 'reaction'; message: Reaction }
  | { kind: 'edit'; message: Edit }
  | { kind: 'deletion'; message: Deletion }
  | { kind: 'group'; message: GroupMessage }
  | { kind: 'newsletter'; message: NewsletterMessage }
  | { kind: 'status'; status: StatusEvent }
  | { kind: 'number'; event: NumberEvent };

/** What happened, where it may be of concern to the bot or to the rules around it. */
export type InboundEvent = BotEvent | { kind: 'own'; message: OwnMessage };

/** Reads what happened; undefined for what is only recorded. */
export function readInboundEvent(delivery: Delivery): InboundEvent | undefined {
  const message = readInbound(delivery);
  if (message) return { kind: 'message', message };
  const reaction = readReaction(delivery);
  if (reaction) return { kind: 'reaction', message: reaction };
  const edit = readEdit(delivery);
  if (edit) return { kind: 'edit', message: edit };
  const deletion = readDeletion(delivery);
  if (deletion) return { kind: 'deletion', message: deletion };
  const group = readGroupMessage(delivery);
  if (group) return { kind: 'group', message: group };
  const post = readNewsletterMessage(delivery);
  if (post) return { kind: 'newsletter', message: post };
  const status = readStatusEvent(delivery);
  if (status) return { kind: 'status', status };
  const event = readNumberEvent(delivery);
  if (event) return { kind: 'number', event };
  const own = readOwnMessage(delivery);
  return own && { kind: 'own', message: own };
}

/** The number of ours that it concerns, by the vendor's id. */
export function numberIdOf(event: BotEvent): string | undefined {
  switch (event.kind) {
    case 'status':
      return event.status.numberId;
    case 'number':
      return event.event.numberId;
    default:
      return event.message.numberId;
  }
}

/** The contact, group or channel that it came from; undefined where nobody can be answered. */
export function addressOf(event: BotEvent): string | undefined {
  switch (event.kind) {
    case 'group':
      return event.message.groupId;
    case 'newsletter':
      return event.message.newsletterId;
    case 'status':
      return event.status.to;
    case 'number':
      return undefined;
    default:
      return event.message.from;
  }
}

/** Where an answer goes: to where it came from, if that can be written to. */
export function destinationOf(event: BotEvent): string | undefined {
  const address = addressOf(event);
  return address !== undefined && WRITABLE.has(readAddress(address).kind) ? address : undefined;
}

/** A room of which only the vendor's own id is known cannot be written to. */
const WRITABLE: ReadonlySet<string> = new Set(['user', 'group', 'channel']);
