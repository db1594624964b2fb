import { MAX_SLEEP_MS } from '../../lambdas/reply/pace.ts';
import { readConfig } from '../../lib/config.ts';
import { PUBLISHER_CONCURRENCY, PUBLISHER_TIMEOUT } from '../../lib/event-publisher.ts';
import { maxReceives } from '../../lib/receives.ts';
import { sendIntervalMs } from '../../lib/reply-rate.ts';
import { leaseSeconds, processorSeconds, replySeconds } from '../../lib/timeouts.ts';

/*
 * The numbers of a stack that is deployed as it comes, each taken from the code that deploys it. Times are in ms.
 */

const config = readConfig({});

const SECOND_MS = 1_000;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

export const BASE_URL = config.baseUrl;
export const MAX_ATTEMPTS = config.maxAttempts;
export const BOT_TIMEOUT_MS = config.botTimeoutSeconds * SECOND_MS;
export const SEND_TIMEOUT_MS = config.sendTimeoutSeconds * SECOND_MS;
export const SEND_INTERVAL_MS = sendIntervalMs(config);
export const SETTLE_MS = config.unknownSettleSeconds * SECOND_MS;
export const USEFUL_MS = config.replyUsefulHours * HOUR_MS;
export const WINDOW_MS = config.windowHours * HOUR_MS;
export const RETENTION_MS = config.ledgerRetentionDays * DAY_MS;
export const BATCH_SIZE = 10;

/** What a function and its queue are configured with. */
export interface WorkerSettings {
  timeoutMs: number;
  leaseMs: number;
  visibilityMs: number;
  maxReceives: number;
  concurrency: number;
  /** What must be left of its time to begin another message; the margins stand in the handlers. */
  reserveMs: number;
}

export const PROCESSOR: WorkerSettings = {
  ...times(processorSeconds(config)),
  maxReceives: maxReceives(config),
  concurrency: config.processorConcurrency,
  reserveMs: BOT_TIMEOUT_MS + 5_000,
};

export const REPLY: WorkerSettings = {
  ...times(replySeconds(config)),
  maxReceives: maxReceives(config),
  concurrency: config.replyConcurrency,
  reserveMs: MAX_SLEEP_MS + SEND_TIMEOUT_MS + 3_000,
};

export const PUBLISHER: WorkerSettings = {
  ...times(PUBLISHER_TIMEOUT.toSeconds()),
  maxReceives: maxReceives(config),
  concurrency: PUBLISHER_CONCURRENCY,
  reserveMs: 15_000,
};

/** The visibility timeout is six times the function's, as `lib/worker-queue.ts` has it. */
function times(seconds: number): Pick<WorkerSettings, 'timeoutMs' | 'leaseMs' | 'visibilityMs'> {
  const timeoutMs = seconds * SECOND_MS;
  return { timeoutMs, leaseMs: leaseSeconds(seconds) * SECOND_MS, visibilityMs: timeoutMs * 6 };
}
