import type { Words } from '../../../lambdas/ledger/transcripts.ts';
import { optional } from '../../../lambdas/runtime/json.ts';
import { reasonOf } from '../../../operations/stories/reason.ts';
import {
  type EventStory,
  furthest,
  type ReplyStory,
  timelineOf,
  UNASKED_MESSAGE,
} from '../../../operations/stories/story.ts';
import { spoken } from '../../../operations/stories/words.ts';
import type { ChatMessage, EventSummary, TimelineStep } from '../protocol.ts';

/** Who an event is about: the ledger has a hash, and a person may have said whose it is. */
export interface KnownAs {
  conversation: string;
  /** The phone number, as a person typed it. */
  phone?: string | undefined;
}

/** An event as a line of the list: why there is no answer, or what was said where that is kept. */
export function summaryOf(story: EventStory, n: number, { conversation, phone }: KnownAs): EventSummary {
  const { id, event, receivedAt = 0, failures = 0, replies, words } = story;
  const reason = reasonOf(story) ?? (words && spoken(words));
  return {
    n,
    id,
    event,
    at: receivedAt,
    contact: phone ?? conversation,
    ...optional('text', reason),
    ...positionOf(story),
    deliveries: 1,
    attempts: failures + 1,
    ids: [conversation, ...(phone === undefined ? [] : [phone, phone.replace(/\D/g, '')]), ...replies.flatMap(idsOf)],
  };
}

function idsOf({ id, sentId }: ReplyStory): string[] {
  return sentId === undefined ? [id] : [id, sentId];
}

type Position = Pick<EventSummary, 'station' | 'progress' | 'outcome' | 'reached' | 'code' | 'failure'>;

/** From the one that tells most of where the replies are to the one that tells least. */
const STATES = ['failed', 'unknown', 'expired', 'queued', 'sending', 'overtaken', 'cancelled', 'sent'];

function positionOf({ state, outcome, failures = 0, failure, answer, replies }: EventStory): Position {
  if (state === 'claimed') {
    const progress = failures > 0 ? 'waiting' : 'moving';
    return { station: 'processor', progress, ...optional('failure', failure) };
  }
  if (replies.length === 0) {
    const isUnderWay = outcome === 'answered' && answer !== undefined;
    return {
      station: isUnderWay ? 'replies' : 'processor',
      progress: isUnderWay ? 'moving' : 'done',
      ...optional('outcome', outcome),
    };
  }
  const fars = replies.map(furthest);
  const arrived = fars.filter((far) => far === 'delivered' || far === 'read');
  const worst = STATES.find((state) => fars.includes(state)) ?? 'sent';
  const { code } = replies[fars.indexOf(worst)] ?? {};
  if (worst !== 'sent') {
    const isUnderWay = worst === 'unknown' || worst === 'queued' || worst === 'sending';
    return { station: 'reply', progress: isUnderWay ? 'waiting' : 'done', outcome: worst, ...optional('code', code) };
  }
  const reached = fars.every((far) => far === 'read') ? 'read' : 'delivered';
  const isWithAll = arrived.length === fars.length;
  return { station: 'vendor', progress: 'done', outcome: 'sent', ...(isWithAll && { reached }) };
}

/** What stands in for words where the stack keeps none, or not any more. */
export const NO_WORDS = 'The words are not kept.';

/**
 * The bubbles of an event: what the contact did, and what we sent.
 *
 * @param noWords what stands in for words that are not there
 */
export function messagesOf(
  story: EventStory,
  n: number,
  { conversation, phone }: KnownAs,
  noWords = NO_WORDS,
): ChatMessage[] {
  const { id, event, receivedAt = 0, because, replies } = story;
  const common = { chat: conversation, n, name: phone ?? `contact ${conversation.slice(0, 8)}` };
  const content = (words: Words | undefined) => ({ text: words ? spoken(words) : noWords });
  const isHeard = event !== UNASKED_MESSAGE && /^message\.(received|reply)$/.test(event);
  const side = because === 'taken over' ? 'team' : 'contact';
  return [
    ...(isHeard
      ? [
          {
            ...common,
            id: `${id} ${event}`,
            at: receivedAt,
            side,
            state: 'received',
            content: content(story.words),
          } as const,
        ]
      : []),
    ...replies.map((reply): ChatMessage => {
      const { state = 'queued', attemptedAt, updatedAt = receivedAt, code } = reply;
      return {
        ...common,
        id: `${reply.id} ${reply.index}`,
        at: attemptedAt ?? updatedAt,
        side: 'bot',
        state: shownState(state, furthest(reply)),
        ...optional('code', state === 'sent' ? undefined : code),
        content: content(reply.words),
      };
    }),
  ];
}

function shownState(state: string, far: string): ChatMessage['state'] {
  if (far === 'delivered' || far === 'read' || far === 'failed') return far;
  if (state === 'sent') return 'sent';
  return state === 'expired' || state === 'overtaken' || state === 'cancelled' ? 'failed' : 'queued';
}

const TONES: Record<string, TimelineStep['tone']> = {
  ...{ answered: 'good', sent: 'good', 'message.delivered': 'good', 'message.read': 'good' },
  ...{ failed: 'bad', 'message.failed': 'bad', expired: 'passing', unknown: 'bad', overtaken: 'passing' },
};

/** What happened to an event, as far as the ledger knows when. */
export function stepsOf(story: EventStory): TimelineStep[] {
  return timelineOf(story).map(({ at, what, fields }) => ({
    at,
    station: stationOf(what),
    what,
    tone: TONES[what] ?? 'neutral',
    fields,
  }));
}

function stationOf(what: string): TimelineStep['station'] {
  if (what === 'received') return 'ingest';
  if (what.startsWith('message.')) return 'vendor';
  return ['answered', 'silent', 'recorded', 'duplicate'].includes(what) ? 'processor' : 'reply';
}
