import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { SQSRecord } from 'aws-lambda';
import type { Decision } from '../../lambdas/ledger/conversation.ts';
import { replyRecordKey } from '../../lambdas/ledger/replies.ts';
import type { Item } from '../../lambdas/ledger/table.ts';
import type { OutboxAnswer } from '../../lambdas/outbox/outbox.ts';
import { type InboundMessage, readDelivery, readInbound } from '../../lambdas/pilot-status/events.ts';
import { replyKey } from '../../lambdas/pilot-status/identity.ts';
import type { EventDetail } from '../../lambdas/publisher/publish.ts';
import type { QueueMessage } from '../../lambdas/queue/message.ts';
import { readOutboxJob } from '../../lambdas/queue/outbox-job.ts';
import { type ReplyJob, readReplyJob } from '../../lambdas/queue/reply-job.ts';
import { RECEIVED_TOO_OFTEN, type StoredMessage } from './aws/fifo-queue.ts';
import type { Write } from './aws/ledger-table.ts';
import type { AcceptedSend } from './vendor/vendor.ts';

/** An event that the events queue took. */
export interface AcceptedEvent {
  id: string;
  event: string;
  conversation: string;
  /** The key of its answer, when a contact wrote it. */
  reply?: string;
}

/** A message of a contact that was accepted, whatever number of events tell of it. */
export interface Question {
  reply: string;
  conversation: string;
  /** Where it stands among all that arrived. */
  arrival: number;
  marker: string;
  events: AcceptedEvent[];
}

/** A decision, as it was written for one key. */
export interface SeenDecision {
  reply: string;
  /**
   * The key of the answer that it is part of, that of the first message of a burst; undefined where there is no answer.
   */
  lead: string | undefined;
  conversation: string;
  decision: Decision;
  /** Which write it was part of, and when that was, epoch ms. */
  write: number;
  at: number;
  /** What the bot was asked and answered just before. */
  bot?: Said | undefined;
}

interface Said {
  /** The markers of the messages that it was asked about. */
  asked: string[];
  answer?: string[];
  answeredAt?: number;
}

/** Why a message has no answer of its own. */
export const TOGETHER = 'answered together';

/** An event as the bus took it: its detail type, and what it is about. */
interface BusEvent {
  type: string;
  about: string;
}

/** The bot, asked by a worker about a conversation. */
interface Asking {
  actor: string;
  conversation: string;
}

/** What a dead-letter queue was given. */
export interface SeenDeadLetter {
  queue: 'events' | 'replies';
  /** The event, or the reply's record: `<id> <event>`. */
  key: string;
  conversation: string;
  reply?: string;
  /** The message that the queue itself gave up, by its id there. */
  givenUp?: string;
  /** When, as a place in the order of all that the witness saw. */
  order: number;
}

/** How the tries of one message of a queue went. */
export interface Tries {
  receives: number;
  /** Times that its worker was killed by the bot over another conversation's message. */
  bystander: number;
}

/** Sees all that happens in a run, from outside; what the invariants are checked against. */
export interface Witness {
  questions: Map<string, Question>;
  events: Map<string, AcceptedEvent>;
  deadLetters: SeenDeadLetter[];
  tries: Map<string, Tries>;
  /** Messages that were parked by a function: which, and why. */
  parked: { message: string; reason: string; conversation: string }[];
  /** The same, in order. */
  decided: SeenDecision[];
  /** The conversation of each message of the outbox, by its id. */
  outbox: Map<string, string>;
  /** What the outbox answered to the other system, by the key; the latest last. */
  outboxAnswers: Map<string, OutboxAnswer[]>;
  /** Conversations that were erased, and when, epoch ms. */
  forgotten: Map<string, number>;
  /** How often the bot was asked, by the marker of the message. */
  asked: Map<string, number>;
  /** The markers of the messages that the bot had trouble with. */
  troubled: Set<string>;
  /** How often a reply was sent again although the history could not tell. */
  blindResends: Map<string, number>;
  /** How often a reply was called absent while the history hid a send of it. */
  lateInHistory: Map<string, number>;
  /** How many sends of a reply have left, and were not answered by the vendor itself; those under way among them. */
  unanswered: Map<string, number>;
  /** How often a person put a reply back, by its record. */
  putBack: Map<string, number>;
  /** The replies that the replies queue took, by their records. */
  jobs: Map<string, ReplyJob[]>;
  /** When it took the first of them, epoch ms. */
  enqueuedAt: Map<string, number>;
  sends: (AcceptedSend & { seen: number })[];
  /** The slots of a conversation that were taken, each by its place in the order of all that the witness saw. */
  slots: Map<string, number[]>;
  /** Statuses that the vendor told, by the id of the send. */
  statuses: Map<string, Set<string>>;
  /** The marker of each message of the events queue that a contact wrote. */
  markers: Map<string, string>;
  /** The events that the event bus took, by their ids. */
  published: Map<string, BusEvent[]>;
  /** What was wrong at the moment it happened. */
  violations: string[];

  /** The conversation of a message, by its marker. */
  conversationOf(marker: string): string | undefined;

  seesEvent(message: StoredMessage): void;
  seesDeadLetter(queue: SeenDeadLetter['queue'], message: StoredMessage): void;
  seesReceive(records: SQSRecord[]): void;
  seesKill(records: SQSRecord[], why: string): void;
  seesPark(message: QueueMessage, reason: string): void;
  /** The bot is asked about messages. */
  seesAsk(asking: Asking & { burst: readonly InboundMessage[] }): void;
  /** The bot says something to what it was asked last. */
  seesWords(asking: Asking & { answer: string[]; at: number }): void;
  seesDecisions(write: Write, at: number): void;
  seesOutbox(write: Write): void;
  seesOutboxAnswer(key: string, answer: OutboxAnswer): void;
  seesReply(message: StoredMessage): void;
  seesPutBack(message: StoredMessage): void;
  seesDeparture(reply: string): void;
  seesAnswer(reply: string): void;
  seesForget(conversation: string, at: number): void;
  seesSend(send: AcceptedSend): void;
  seesSlot(conversation: string): void;
  seesStatus(sentId: string, event: string): void;
  seesPut(entry: PutEventsRequestEntry): void;
}

/** So many sends of a reply may be without an answer, and one more for each time that a person put it back. */
const MAX_UNANSWERED = 2;

/** What the bot says when it kills its worker; the conversation follows. */
export const CRASHED_BY_BOT = 'the bot crashes it over ';

export function makeWitness(): Witness {
  let seen = 0;
  /** What the bot said last, by worker and conversation. */
  const said = new Map<string, Said>();
  const witness: Witness = {
    questions: new Map(),
    events: new Map(),
    deadLetters: [],
    tries: new Map(),
    parked: [],
    decided: [],
    outbox: new Map(),
    outboxAnswers: new Map(),
    forgotten: new Map(),
    asked: new Map(),
    troubled: new Set(),
    blindResends: new Map(),
    lateInHistory: new Map(),
    unanswered: new Map(),
    putBack: new Map(),
    jobs: new Map(),
    enqueuedAt: new Map(),
    sends: [],
    slots: new Map(),
    statuses: new Map(),
    markers: new Map(),
    published: new Map(),
    violations: [],

    conversationOf: (marker) =>
      [...witness.questions.values()].find((question) => question.marker === marker)?.conversation,

    seesEvent(message) {
      const event = readEvent(message);
      const key = `${event.id} ${event.event}`;
      if (event.marker !== undefined) witness.markers.set(message.id, event.marker);
      if (witness.events.has(key)) return;
      witness.events.set(key, event);
      if (event.reply === undefined) return;
      const { reply, conversation, marker } = event;
      const question = witness.questions.get(reply) ?? {
        reply,
        conversation,
        arrival: ++seen,
        marker: marker ?? '',
        events: [],
      };
      question.events.push(event);
      witness.questions.set(reply, question);
    },

    seesDeadLetter(queue, message) {
      const { [RECEIVED_TOO_OFTEN]: givenUp } = message.attributes;
      const letter = { queue, conversation: message.group, order: ++seen, ...(givenUp !== undefined && { givenUp }) };
      witness.deadLetters.push({ ...letter, ...deadKey(queue, message) });
    },

    seesReceive(records) {
      for (const { messageId } of records) triesOf(messageId).receives++;
    },

    seesKill(records, why) {
      if (!why.startsWith(CRASHED_BY_BOT)) return;
      for (const { messageId, attributes } of records) {
        if (!why.endsWith(attributes.MessageGroupId ?? '')) triesOf(messageId).bystander++;
      }
    },

    seesPark: ({ id, group }, reason) => {
      witness.parked.push({ message: id, reason, conversation: group });
    },

    seesAsk({ actor, conversation, burst }) {
      const asked = burst.map(({ name = '' }) => name);
      said.set(`${actor} ${conversation}`, { asked });
      const written = burst.map(({ createdAt = '' }) => Date.parse(createdAt));
      const isOutOfOrder = !written.some(Number.isNaN) && written.some((time, i) => time < (written[i - 1] ?? 0));
      if (new Set(asked).size < asked.length) witness.violations.push(`asked twice about one of ${asked.join(', ')}`);
      if (isOutOfOrder) witness.violations.push(`asked out of order about ${asked.join(', ')}`);
    },

    seesWords({ actor, conversation, answer, at }) {
      const asked = said.get(`${actor} ${conversation}`)?.asked ?? [];
      said.set(`${actor} ${conversation}`, { asked, answer, answeredAt: at });
    },

    seesDecisions({ actor, before, after }, at) {
      const [old, now] = [decisionsIn(before), decisionsIn(after)];
      const fresh = Object.entries(now).filter(([key, one]) => JSON.stringify(old[key]) !== JSON.stringify(one));
      const [lead] = fresh.find(([, { because }]) => because !== TOGETHER) ?? [];
      const conversation = String(after.conversation);
      const bot = said.get(`${actor.name} ${conversation}`);
      const write = ++seen;
      said.delete(`${actor.name} ${conversation}`);
      for (const [reply, decision] of fresh) {
        witness.decided.push({ reply, lead, conversation, decision, write, at, ...(reply === lead && { bot }) });
      }
    },

    seesOutbox: ({ after }) => {
      witness.outbox.set(String(after.id), String(after.conversation));
    },

    seesOutboxAnswer: (key, answer) => {
      witness.outboxAnswers.set(key, [...(witness.outboxAnswers.get(key) ?? []), answer]);
    },

    seesReply: ({ body, visibleAt }) => {
      const job = readReplyJob(body);
      if (job === undefined) return;
      const { reply, index } = job;
      const name = nameOf(job);
      if (index > 0 && !witness.jobs.has(nameOf({ reply, index: index - 1 }))) {
        witness.violations.push(`out of order: part ${index} of ${reply} came to the queue before the one before it`);
      }
      if (!witness.enqueuedAt.has(name)) witness.enqueuedAt.set(name, visibleAt);
      witness.jobs.set(name, [...(witness.jobs.get(name) ?? []), job]);
    },

    seesPutBack: (message) => {
      const { key } = deadKey('replies', message);
      if (message.attributes.reason !== undefined) witness.putBack.set(key, (witness.putBack.get(key) ?? 0) + 1);
    },

    seesDeparture: (reply) => {
      const unanswered = (witness.unanswered.get(reply) ?? 0) + 1;
      witness.unanswered.set(reply, unanswered);
      if (unanswered > MAX_UNANSWERED + (witness.putBack.get(reply) ?? 0)) {
        witness.violations.push(`left ${unanswered} times without an answer of the vendor: ${reply}`);
      }
    },

    seesAnswer: (reply) => {
      witness.unanswered.set(reply, (witness.unanswered.get(reply) ?? 0) - 1);
    },

    seesForget: (conversation, at) => {
      witness.forgotten.set(conversation, at);
    },

    seesSend: (send) => {
      witness.sends.push({ ...send, seen: ++seen });
    },

    seesSlot: (conversation) => {
      witness.slots.set(conversation, [...(witness.slots.get(conversation) ?? []), ++seen]);
    },

    seesStatus: (sentId, event) => {
      witness.statuses.set(sentId, (witness.statuses.get(sentId) ?? new Set()).add(event));
    },

    seesPut: ({ DetailType: type = '', Detail = '{}' }) => {
      const { id, about: told }: EventDetail = JSON.parse(Detail);
      // A copy under another address is about another event, and what is closed has forgotten its reference.
      const { cause: _, reference: __, ...about } = told;
      witness.published.set(id, [...(witness.published.get(id) ?? []), { type, about: JSON.stringify(about) }]);
    },
  };

  const triesOf = (message: string): Tries => {
    const tries = witness.tries.get(message) ?? { receives: 0, bystander: 0 };
    witness.tries.set(message, tries);
    return tries;
  };
  return witness;
}

function decisionsIn(item: Item | undefined): Record<string, Decision> {
  return (item?.decisions ?? {}) as Record<string, Decision>;
}

function readEvent({ body, attributes, group }: StoredMessage): AcceptedEvent & { marker?: string } {
  const { id = '', event = '' } = attributes;
  const inbound = readInbound(readDelivery(JSON.parse(body)));
  if (inbound === undefined) return { id, event, conversation: group };
  const reply = replyKey(inbound, { id, event });
  return { id, event, conversation: group, reply, marker: inbound.name ?? '' };
}

/** Which reply, or message of the outbox, a message of the replies queue is about. */
export function replyIn(body: string): Pick<ReplyJob, 'reply' | 'index'> {
  const { reply = readOutboxJob(body)?.send ?? '', index = 0 } = readReplyJob(body) ?? {};
  return { reply, index };
}

/** The key of a reply's record, in one text. */
export function nameOf({ reply, index }: Pick<ReplyJob, 'reply' | 'index'>): string {
  const { id, event } = replyRecordKey(reply, index);
  return `${id} ${event}`;
}

function deadKey(queue: SeenDeadLetter['queue'], message: StoredMessage): Pick<SeenDeadLetter, 'key' | 'reply'> {
  if (queue === 'replies') {
    const { reply, index } = replyIn(message.body);
    return { key: nameOf({ reply, index }), reply };
  }
  const { id, event, reply } = readEvent(message);
  return { key: `${id} ${event}`, ...(reply !== undefined && { reply }) };
}
