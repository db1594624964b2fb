import { sendIntervalMs } from '../../lib/reply-rate.ts';
import type { Config } from '../../lib/settings.ts';
import { QUOTAS } from './quotas.ts';

/** What can hold events up. */
export type LimitName =
  | 'throttle of the API'
  | 'concurrency of the account'
  | 'start of environments'
  | 'calls to a FIFO queue'
  | 'processors at once'
  | 'start of pollers'
  | 'conversations'
  | 'writes to the ledger'
  | 'reply functions at once'
  | 'rate of replies';

/** So many events in a second at most. */
export type Limit = { name: LimitName; perSecond: number };

/**
 * The setting that moves a limit; the others are quotas, which AWS raises on request, or the order that is promised.
 */
export const SETTING_OF: Partial<Record<LimitName, keyof Config>> = {
  'throttle of the API': 'throttleRate',
  'processors at once': 'processorConcurrency',
  'start of pollers': 'processorPollers',
  'writes to the ledger': 'ledgerWarmWrites',
  'reply functions at once': 'replyConcurrency',
  'rate of replies': 'repliesPerSecond',
};

/** Where the app runs. */
export interface AwsPlace {
  region: keyof typeof QUOTAS.fifoCalls;
  /** Invocations at once that the account may have. */
  concurrency: number;
}

/**
 * How long functions take at 256 MB, in ms: about what `bench -- cost` counts, with a vendor that answers after 250 ms.
 */
const INGEST_MS = 25;
const PROCESSOR = { batchMs: 30, messageMs: 60 };
const REPLY = { batchMs: 270, messageMs: 55 };

/** Lambda reads FIFO queues in batches of ten at most. */
const BATCH = 10;

/** Writes for one answered message, in the processor and in the reply function. */
export const WRITES = { processor: 3, reply: 3 };

/** What ingest takes, beyond the throttle of the API. @param second since the burst began */
export function ingestLimits({ region, concurrency }: AwsPlace, config: Config, second: number): Limit[] {
  const { processors, replies } = workersAtMost(concurrency, config);
  const free = Math.max(1, concurrency - processors - replies);
  const environments = QUOTAS.environmentsAtOnce.value + QUOTAS.environmentsPerSecond.value * second;
  return [
    {
      name: 'concurrency of the account',
      perSecond: Math.min((free * 1000) / INGEST_MS, concurrency * QUOTAS.invocationsPerConcurrency.value),
    },
    { name: 'start of environments', perSecond: (environments * 1000) / INGEST_MS },
    { name: 'calls to a FIFO queue', perSecond: QUOTAS.fifoCalls[region].value },
  ];
}

/** How much waits where, and how long the queue has not been empty. */
export interface Waiting {
  messages: number;
  conversations: number;
  /** In s. */
  busyFor: number;
}

/** What the processor takes. @param writesPerSecond of the ledger that are left for it */
export function processorLimits(place: AwsPlace, config: Config, waiting: Waiting, writesPerSecond: number): Limit[] {
  const most = workersAtMost(place.concurrency, config).processors;
  const started = config.processorPollers > 0 ? most : pollersAfter(waiting.busyFor);
  const rate = (functions: number) => batchRate(functions, waiting.messages, PROCESSOR);
  return [
    { name: 'processors at once', perSecond: rate(most) },
    { name: 'start of pollers', perSecond: rate(Math.min(most, started)) },
    ...common(place, waiting, PROCESSOR),
    { name: 'writes to the ledger', perSecond: writesPerSecond / WRITES.processor },
  ];
}

/** What the reply function takes. @param writesPerSecond of the ledger that are left for it */
export function replyLimits(place: AwsPlace, config: Config, waiting: Waiting, writesPerSecond: number): Limit[] {
  const most = workersAtMost(place.concurrency, config).replies;
  const rate = (functions: number) => batchRate(functions, waiting.messages, REPLY);
  return [
    { name: 'rate of replies', perSecond: (config.replyConcurrency * 1000) / sendIntervalMs(config) },
    { name: 'reply functions at once', perSecond: rate(most) },
    { name: 'start of pollers', perSecond: rate(Math.min(most, pollersAfter(waiting.busyFor))) },
    ...common(place, waiting, REPLY),
    { name: 'writes to the ledger', perSecond: writesPerSecond / WRITES.reply },
  ];
}

/** How many conversations are expected among messages of contacts who write as often as each other. */
export function conversationsAmong(messages: number, contacts: number): number {
  return contacts * (1 - (1 - 1 / contacts) ** messages);
}

interface Duration {
  batchMs: number;
  messageMs: number;
}

/** One conversation is handled by one function at a time, a message after the other. */
function common({ region }: AwsPlace, { conversations }: Waiting, { batchMs, messageMs }: Duration): Limit[] {
  const perConversation = Math.min(1000 / (batchMs + messageMs), QUOTAS.partitionWrites.value);
  return [
    { name: 'conversations', perSecond: conversations * perConversation },
    { name: 'calls to a FIFO queue', perSecond: QUOTAS.fifoCalls[region].value * BATCH },
  ];
}

/** What the settings allow, or else an even share of what the account may run. */
function workersAtMost(concurrency: number, config: Config): { processors: number; replies: number } {
  const { processorPollers, processorConcurrency, replyConcurrency } = config;
  const processors = processorPollers > 0 ? processorPollers * QUOTAS.batchesPerPoller.value : processorConcurrency;
  const share = Math.min(1, concurrency / (processors + replyConcurrency));
  return { processors: processors * share, replies: replyConcurrency * share };
}

function pollersAfter(seconds: number): number {
  return QUOTAS.batchesAtFirst.value + (QUOTAS.batchesPerMinute.value / 60) * seconds;
}

/** Messages in a second when so many functions take batches as large as what waits allows. */
function batchRate(functions: number, waiting: number, { batchMs, messageMs }: Duration): number {
  const batch = Math.min(BATCH, Math.max(1, waiting / functions));
  return (functions * batch * 1000) / (batchMs + batch * messageMs);
}
