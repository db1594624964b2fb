import {
  type Delivery,
  type GroupMessage,
  type InboundMessage,
  type NewsletterMessage,
  type NumberEvent,
  type OwnMessage,
  readGroupMessage,
  readInbound,
  readNewsletterMessage,
  readNumberEvent,
  readOwnMessage,
  readStatusEvent,
  type StatusEvent,
} from '../pilot-status/events.ts';

/** What a bot is asked about. */
export type Occasion =
  | { kind: 'message'; message: InboundMessage; burst?: readonly InboundMessage[] }
  | { kind: 'group'; message: GroupMessage }
  | { kind: 'newsletter'; message: NewsletterMessage }
  | { kind: 'status'; status: StatusEvent }
  | { kind: 'number'; event: NumberEvent };

/** What happened, where it may be of concern to the bot or to the rules around it. */
export type Happening = Occasion | { kind: 'own'; message: OwnMessage };

/** Reads what happened; undefined for what is only recorded. */
export function readHappening(delivery: Delivery): Happening | undefined {
  const message = readInbound(delivery);
  if (message) return { kind: 'message', message };
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
export function numberIdOf(occasion: Occasion): string | undefined {
  switch (occasion.kind) {
    case 'message':
    case 'group':
    case 'newsletter':
      return occasion.message.numberId;
    case 'status':
      return occasion.status.numberId;
    case 'number':
      return occasion.event.numberId;
  }
}

/** Where an answer goes; undefined where nobody can be answered. */
export function addressOf(occasion: Occasion): string | undefined {
  switch (occasion.kind) {
    case 'message':
      return occasion.message.from;
    case 'group':
      return occasion.message.groupId;
    case 'newsletter':
      return occasion.message.newsletterId;
    case 'status':
      return occasion.status.to;
    case 'number':
      return undefined;
  }
}
