import type { Decision, RuleState } from '../ledger/conversation.ts';
import type { OwnEvent, PublishedEvent } from '../queue/published-event.ts';
import type { ReceivedEvent } from './received-event.ts';

/** What a decision changes between us and the contact; others may want to know. */
export type Change = Extract<OwnEvent, `contact.${string}` | `conversation.${string}`>;

/** What has changed, by what the rules knew before and after. */
export function changesOf(before: RuleState, after: RuleState, now: number): Change[] {
  const isPaused = ({ pausedUntil = 0 }: RuleState) => pausedUntil > now;
  const changes: [Change, boolean][] = [
    ['contact.opted-out', before.optedOutAt === undefined && after.optedOutAt !== undefined],
    ['contact.opted-in', before.optedOutAt !== undefined && after.optedOutAt === undefined],
    ['conversation.handed-over', isPaused(after) && !isPaused(before)],
    ['conversation.resumed', before.pausedUntil !== undefined && after.pausedUntil === undefined],
  ];
  return changes.filter(([, hasHappened]) => hasHappened).map(([change]) => change);
}

/** The vendor's event, for those who listen. */
export function inboundEvent({ key, delivery, fields, receivedAt, repeatedSince }: ReceivedEvent): PublishedEvent {
  const { id, event } = key;
  const notice = repeatedSince === undefined ? '' : ` ${receivedAt}`;
  return {
    format: 1,
    id: `${event} ${id}${notice}`,
    type: event,
    at: receivedAt,
    conversation: fields.conversation,
    ...(fields.numberId !== undefined && { numberId: fields.numberId }),
    about: { id },
    content: { data: delivery.data },
  };
}

/** What a decision has changed, for those who listen. */
export function changeEvents(
  { fields, key, receivedAt, addresses }: ReceivedEvent,
  { changes = [], because, decidedAt = receivedAt }: Decision,
): PublishedEvent[] {
  const [contact] = addresses;
  return changes.map((type) => ({
    format: 1,
    id: `${type} ${key.event} ${key.id} ${decidedAt}`,
    type,
    at: decidedAt,
    conversation: fields.conversation,
    ...(fields.numberId !== undefined && { numberId: fields.numberId }),
    about: {
      cause: key.id,
      // A person who wrote from the phone knows it already.
      ...(type === 'conversation.handed-over' && { by: because === 'handed over' ? 'person' : 'bot' }),
    },
    ...(contact !== undefined && { content: { contact } }),
  }));
}
