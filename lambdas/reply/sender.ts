import type { ReadSecret } from '../aws/secrets.ts';
import type { TakeContactSlot } from '../ledger/contact-slots.ts';
import type { ContactOf } from '../ledger/homes.ts';
import type { Lease } from '../ledger/lease.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import type { NumberRecords } from '../ledger/numbers.ts';
import type { OutboxRecords } from '../ledger/outbox.ts';
import type { ReplyRecords } from '../ledger/replies.ts';
import type { Key } from '../ledger/table.ts';
import type { Transcribe } from '../ledger/transcripts.ts';
import type { UnaskedRecords } from '../ledger/unasked.ts';
import type { SendOutcome } from '../pilot-status/answer.ts';
import type { ReplyContent } from '../pilot-status/content.ts';
import type { HistoryAnswer, HistoryQuery } from '../pilot-status/history.ts';
import type { Send } from '../pilot-status/send.ts';
import type { Publish } from '../queue/published-event.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import type { Log } from '../telemetry/log.ts';
import type { Way } from './addresses.ts';
import type { Pacer } from './pace.ts';
import type { Schedules } from './schedules.ts';
import type { Window } from './window.ts';

/** What sending replies takes: the ledger, the vendor, the settings, the clock. */
export interface ReplySender {
  replies: ReplyRecords;
  messages: MessageRecords;
  numbers: NumberRecords;
  send(send: Omit<Send, 'baseUrl'>): Promise<SendOutcome>;
  lookUp(query: Omit<HistoryQuery, 'baseUrl'>): Promise<HistoryAnswer>;
  readApiKeySecret: ReadSecret;
  /** The command that sets the API key, for the log line that says it is missing. */
  setApiKeyCommand: string;
  /** How long a send may take, in ms. */
  sendTimeoutMs: number;
  /** How long after a send whose answer was lost the vendor's history can be trusted to hold it, in ms. */
  settleMs: number;
  /** What to do with such a send when the history cannot tell. */
  onUnknownSend: 'park' | 'resend';
  window: Window;
  /** Keeps the sends of one function apart, whomever they go to. */
  pace: Pacer;
  /** Keeps the sends to one contact apart, whichever function makes them. */
  takeContactSlot: TakeContactSlot;
  /** What has become of a contact since a reply was decided. */
  contactOf: ContactOf;
  outbox: Pick<OutboxRecords, 'read'>;
  unasked: Pick<UnaskedRecords, 'note'>;
  schedules: Schedules;
  /** Hands events on to whoever listens, where somebody does. */
  publish?: Publish | undefined;
  /** Writes down what was sent, where the setting is on. */
  transcribe?: Transcribe | undefined;
  /** Waits so many ms. */
  sleep(ms: number): Promise<void>;
  now(): number;
  log: Log;
}

/** What every step of one reply needs. */
export interface Task {
  job: ReplyJob;
  key: Key;
  apiKeys: string[];
  trace: Trace;
  /** Whether it was tried before, or has been on the queue for longer than a reply that need not wait. */
  hasWaited: boolean;
  /** Whether it answers nothing: a message of the outbox. */
  isUnasked: boolean;
  /** The message of the queue that a person put back after it was parked. */
  putBackAs?: string;
}

/** A reply that was taken, to be sent or to be looked for. */
export interface Attempt extends Task {
  lease: Lease;
  /** What is sent: the reply, or the template in its place. */
  content: ReplyContent;
  /** How the contact is written to, and the names of the ways that were refused before. */
  way: Way;
  refused: string[];
}

/** What every log line about a reply has. */
export type Trace = {
  id: string;
  event: string;
  conversation: string;
  /** The template that is sent instead of the reply. */
  windowTemplate?: string;
};
