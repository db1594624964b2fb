import type { QueueName } from '../../operations/queue-names.ts';
import type { HttpPart } from '../cloud/events.ts';
import type { Account } from '../simulator/account.ts';
import type { FaultLists } from '../simulator/faults.ts';
import type { Content, SentContactCard, SentLocation } from '../simulator/messages.ts';

export type { Account } from '../simulator/account.ts';
export type { EventFault, FaultLists, SendFault } from '../simulator/faults.ts';

/*
 * What the page and its server say to each other. Times are epoch ms, durations ms.
 *
 *   GET  /                                    the page
 *   GET  /inspector/stream                    server-sent events: one `snapshot`, then `update`s
 *   GET  /inspector/events/{n}                EventDetail
 *   GET  /inspector/dead-letters              ShownDeadLetter[]
 *   POST /inspector/dead-letters/redrive      Redrive → Redriven
 *   POST /inspector/find                      { text }: a phone number or an id, whose events the stream then brings
 *   GET  /inspector/contacts/{chat}           ContactState
 *   POST /inspector/contacts/{chat}/release   ends the hand-over of a contact → ContactState
 *   POST /inspector/contacts/{chat}/reset     the bot forgets what it remembers, and the chat is empty → ContactState
 *   POST /inspector/deliveries                NewDelivery → Delivered
 *   POST /inspector/messages                  what a contact writes, as the simulator's /simulator/messages takes it
 *   PUT  /inspector/faults                    FaultLists, as the simulator's /simulator/faults takes them
 *   PUT  /inspector/account                   Partial<Account>, as the simulator's /simulator/account takes it
 *   POST /inspector/media                     a file, with its content type → { link }
 *   GET  /inspector/media/{id}                that file
 */

/** A station of the pipeline, as the picture shows it. */
export type Station = 'vendor' | 'api' | 'ingest' | 'events' | 'processor' | 'replies' | 'reply';

export type { QueueName };

/** Whether an event is still on its way. */
export type Progress =
  | 'moving'
  /** It will be tried again. */
  | 'waiting'
  | 'done'
  /** It is in a dead-letter queue. */
  | 'parked'
  /** It was not let in. */
  | 'refused';

/** One line of the list: an event, with all its deliveries. */
export interface EventSummary {
  /** Counts the events since the server was started, from 1. */
  n: number;
  /** The key of the event in the ledger; of a delivery that was refused, the id of the request. */
  id: string;
  /** Such as `message.received`. */
  event: string;
  /** When it was first delivered. */
  at: number;
  /** Who wrote it, or who it was sent to: a phone number, a BSUID, a group. */
  contact?: string;
  /** What was written, or the name of a file. */
  text?: string;
  /** Where it is, or where it ended. */
  station: Station;
  progress: Progress;
  /**
   * In a word of the ledger: `answered`, `silent`, `recorded`, `sent`, `failed`, `expired`, `unknown`, …; of a refusal
   * the status.
   */
  outcome?: string;
  /** What the bot threw when it was last asked, where it failed. */
  failure?: string;
  /** How often it was delivered. */
  deliveries: number;
  /** 1, and one more for each time that a function had to take up the same work again. */
  attempts: number;
  /** How far all of its replies have come since they were sent. */
  reached?: 'delivered' | 'read';
  /** Why a reply failed, such as `META_OUTSIDE_24H_WINDOW`. */
  code?: string;
  /** How often it was put in a dead-letter queue. */
  parkings?: number;
  /** Other ids that it is found by: WhatsApp's, those of its replies. */
  ids: string[];
}

/** That an event went from one station to another, for the moving picture. */
export interface Move {
  n: number;
  from: Station;
  to: Station;
  /** Whether it went to the dead-letter queue of `to`. */
  parked?: true;
}

/** One step of an event in the pipeline. */
export interface TimelineStep {
  at: number;
  ms?: number;
  station: Station;
  /** In one or a few words. */
  what: string;
  tone: 'good' | 'passing' | 'bad' | 'neutral';
  /** Which attempt it was, of those of one station, from 1. */
  attempt?: number;
  /** The rest of what the log line said. */
  fields?: Record<string, unknown>;
  /** What was said over HTTP, exactly; without an answer when there was none. */
  exchange?: { method: string; url: string; request: HttpPart; answer?: HttpPart & { status: number } };
  /** The body of the queue's message that was taken up. */
  message?: { id: string; body: string; attributes: Record<string, string> };
  /** The event that it is about, when that is another one: the status of a reply. */
  n?: number;
}

/** A line that a function wrote while it was at work on the event. */
export interface LogLine {
  at: number;
  station: Station;
  /** The invocation. */
  requestId: string;
  line: string;
}

/** All that is known of one event. */
export interface EventDetail {
  summary: EventSummary;
  /** In the order in which they began. */
  steps: TimelineStep[];
  logs: LogLine[];
  /** The records of the ledger about it, as they are now. */
  ledger: Record<string, unknown>[];
}

/** A queue, as the picture shows it. */
export interface QueueState {
  /** Waiting to be received. */
  waiting: number;
  /** Received and not yet deleted; those that were postponed count, too, as they do in SQS. */
  inFlight: number;
  deadLetters: number;
}

/** What a function did since the server was started. */
export interface FunctionState {
  running: number;
  invocations: number;
  errors: number;
  coldStarts: number;
  /** How long the latest took. */
  lastMs?: number;
}

export type PipelineFunction = 'ingest' | 'processor' | 'reply';

/** What is in a message. */
export interface MessageContent extends Omit<Content, 'location' | 'contacts'> {
  location?: Partial<SentLocation>;
  contacts?: (Partial<SentContactCard> & Pick<SentContactCard, 'phones'>)[];
}

/** A message in a chat. */
export interface ChatMessage {
  /** The vendor's id of its record; of what the vendor never took, the key of the reply. */
  id: string;
  /** WhatsApp's id; absent until it can be quoted. */
  messageId?: string;
  /** The contact or group in whose chat it is: a phone number, a BSUID, the id of a group. */
  chat: string;
  /** Who wrote it: the contact, the bot or a system that uses the stack, or a person on the phone of the number. */
  side: 'contact' | 'bot' | 'team';
  /** Who wrote it in a group. */
  writer?: string;
  /** What the writer, or the group, is called on WhatsApp. */
  name?: string;
  at: number;
  state: 'received' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed';
  /** Why it failed. */
  code?: string;
  content: MessageContent;
  /** The event that brought it or that it answers, as soon as that is known. */
  n?: number;
}

/** What the rules say of a contact now. */
export interface ContactState {
  /** Until when a person has the conversation. */
  personUntil?: number;
  /** Since when the contact wants no more messages. */
  optedOutAt?: number;
  /** The word with which the contact opts in again, where there is one. */
  optInWord?: string;
}

/** A delivery to make to the webhook, as the vendor would. */
export interface NewDelivery {
  body: string;
}

/** What the webhook answered. */
export interface Delivered {
  status: number;
}

/** What a page gets when it opens. */
export interface Snapshot {
  /** Another one means that the server was started again. */
  boot: string;
  webhookUrl: string;
  /** Where replies go; `chat` says whether contacts can write here. */
  vendor: { url: string; chat: boolean };
  stack: { name: string; region: string };
  /** The option that makes a command of `npm run pilot` about this stack, such as `--local`. */
  target: string;
  /** Whether the page may change something: redrive, deliver again, end a hand-over, reset. */
  mayAct: boolean;
  /** Whether the server knows more events than it sends, which `find` brings. */
  canFind: boolean;
  events: EventSummary[];
  messages: ChatMessage[];
  queues: Record<QueueName, QueueState>;
  deadLetters: ShownDeadLetter[];
  functions: Record<PipelineFunction, FunctionState>;
  faults: FaultLists;
  account: Account;
}

/** What has changed; what is missing has not. */
export interface Update {
  events?: EventSummary[];
  messages?: ChatMessage[];
  moves?: Move[];
  queues?: Record<QueueName, QueueState>;
  /** Comes together with the queues that it belongs to. */
  deadLetters?: ShownDeadLetter[];
  functions?: Record<PipelineFunction, FunctionState>;
  faults?: FaultLists;
  account?: Account;
}

/** A message in a dead-letter queue. */
export interface ShownDeadLetter {
  queue: QueueName;
  messageId: string;
  /** When it was parked. */
  at: number;
  reason?: string;
  body: string;
  attributes: Record<string, string>;
  /** The event it belongs to, when that is in the list, and how often that has been parked. */
  n?: number;
  parkings?: number;
}

/** Which dead letters go back to their queues: those with these ids, or all of a queue. */
export interface Redrive {
  queue: QueueName;
  messageIds?: string[];
}

export interface Redriven {
  redriven: number;
}
