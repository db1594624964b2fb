import type { EventKey } from '../../../lambdas/pilot-status/identity.ts';
import type { ReplyJob } from '../../../lambdas/queue/reply-job.ts';
import type { EventSummary, LogLine, QueueName, TimelineStep } from '../protocol.ts';

/** One event as the tracer keeps it. */
export interface EventTrace {
  key: EventKey;
  summary: EventSummary;
  steps: TimelineStep[];
  logs: LogLine[];
  /** The hash of the conversation, as soon as a log line tells it. */
  conversation?: string;
  /** The status of a delivery that was not accepted, until one is. */
  refusedWith?: number;
  /**
   * How many of its deliveries the API answered, and answered with 200, how many ingest says it accepted, and how many
   * the picture has shown. They can be reported in any order.
   */
  deliveries: { answered: number; admitted: number; accepted: number; shown: number };
  /** Whether the summary tells what the body says. */
  isDescribed: boolean;
  /** What it reports of a message of ours. */
  status?: ReplyStatus;
  /** The message of the events queue that its last delivery became. */
  queued?: string;
  decision: WorkItem;
  /** By the key of the reply and its index. */
  replies: Map<string, WorkItem>;
  /** How many replies were decided on, and how many of them the picture has shown on their way. */
  expected: number;
  shown: number;
  /** What the store knows it by in addition to its key. */
  messageIds: Set<string>;
  sentIds: Set<string>;
}

/** What one function has to do about an event: to decide on it, or to send one reply. */
export interface WorkItem {
  queue: QueueName;
  state: 'queued' | 'working' | 'waiting' | 'parked' | 'done';
  /** In a word of the ledger. */
  outcome?: string;
  /** How often it was taken up. */
  attempts: number;
  /** The invocation that took it up last, and the step that says so. */
  invocation?: string;
  step?: TimelineStep;
  /** The reply that is to be sent. */
  job?: ReplyJob;
  /** Whether the vendor's answer to the last send was lost. */
  isLost?: boolean;
  /** The vendor's id of the send, how far the message came since, and why the reply failed. */
  sentId?: string;
  reached?: ReplyStatus['status'];
  code?: string;
}

/** What an event reports of a message of ours. */
export interface ReplyStatus {
  status: 'sent' | 'delivered' | 'read' | 'failed';
  code?: string;
}

/** An event, and what is to be done about it by the function that received its message. */
export interface TracedItem {
  trace: EventTrace;
  item: WorkItem;
}

/** Which function works on which queue. */
export const WORKERS = { events: 'processor', replies: 'reply' } as const;

/** What is retried for hours would fill the memory: of each event the latest so many steps and lines are kept. */
const KEPT = 500;

/** @param at when it was first heard of, epoch ms */
export function newTrace(n: number, key: EventKey, at: number): EventTrace {
  const summary: EventSummary = {
    n,
    id: key.id,
    event: key.event,
    at,
    station: 'api',
    progress: 'moving',
    deliveries: 1,
    attempts: 1,
    ids: [],
  };
  return {
    key,
    summary,
    steps: [],
    logs: [],
    deliveries: { answered: 0, admitted: 0, accepted: 0, shown: 0 },
    isDescribed: false,
    decision: newWorkItem('events'),
    replies: new Map(),
    expected: 0,
    shown: 0,
    messageIds: new Set(),
    sentIds: new Set(),
  };
}

export function newWorkItem(queue: QueueName, job?: ReplyJob): WorkItem {
  return { queue, state: 'queued', attempts: 0, ...(job && { job }) };
}

export function addStep({ steps }: EventTrace, step: TimelineStep): void {
  steps.push(step);
  if (steps.length > KEPT) steps.shift();
}

/**
 * Adds a step that is reported late: a function goes on as soon as a queue has what it sent, and can be overtaken by
 * what comes of that before it says what it did. The step is put before what it led to.
 */
export function addCause(trace: EventTrace, step: TimelineStep, effect: TimelineStep | undefined): void {
  const index = effect === undefined ? -1 : trace.steps.indexOf(effect);
  if (effect === undefined || index < 0) addStep(trace, step);
  else trace.steps.splice(index, 0, { ...step, at: Math.min(step.at, effect.at) });
}

/** A duration as it is shown, to a tenth of a ms. */
export function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

export function addLine({ logs }: EventTrace, line: LogLine): void {
  logs.push(line);
  if (logs.length > KEPT) logs.shift();
}

/** Adds an id that the event is found by. */
export function addId({ summary }: EventTrace, id: string): void {
  if (id !== summary.id && !summary.ids.includes(id)) summary.ids = [...summary.ids, id];
}
