import type { LedgerSettings } from '../../../lambdas/ledger/lease.ts';
import type { QueueMessage } from '../../../lambdas/queue/message.ts';
import { readRecord } from '../../../lambdas/queue/message.ts';
import { parker, postponer } from '../../../lambdas/queue/sqs.ts';
import { batchResponse, type Worker } from '../../../lambdas/queue/worker.ts';
import type { Log } from '../../../lambdas/telemetry/log.ts';
import type { FifoQueue } from '../aws/fifo-queue.ts';
import type { Handler } from '../aws/lambda.ts';
import { sqsClient } from '../aws/sqs-client.ts';
import type { Actor } from '../engine/actor.ts';
import { RETENTION_MS, type WorkerSettings } from '../settings.ts';
import type { SimulatedCloud } from './cloud.ts';

/** Which way a batch is worked through. */
export type Work = (messages: QueueMessage[], worker: Worker) => Promise<QueueMessage[]>;

interface HandlerOptions {
  actor: Actor;
  cloud: SimulatedCloud;
  queue: FifoQueue;
  deadLetters: FifoQueue;
  reserveMs: number;
  log: Log;
  handle: Worker['handle'];
  work: Work;
}

/** A queue worker, composed as `queueHandler` in `lambdas/queue/composition.ts` does it. */
export function workerHandler(options: HandlerOptions): Handler {
  const { actor, cloud, queue, deadLetters, reserveMs, log, handle, work } = options;
  const { world, witness } = cloud;
  const random = world.random.stream(`backoff of ${actor.name}`);
  const sqs = sqsClient(world, actor, [queue, deadLetters]);
  const park = parker(sqs, deadLetters.name);
  const tools = {
    handle,
    park: async (message: QueueMessage, reason: string) => {
      await park(message, reason);
      witness.seesPark(message, reason);
    },
    reserveMs,
    log,
    postpone: postponer(sqs, queue.name),
    random: random.next,
  };
  return async (records, remainingMs) => {
    const worker: Worker = { ...tools, remainingMs };
    return batchResponse(await work(records.map(readRecord), worker));
  };
}

/** The ledger's settings of one process: its own clock, tokens of its own. */
export function ledgerSettings(actor: Actor, { leaseMs }: WorkerSettings): LedgerSettings {
  let tokens = 0;
  return { now: actor.now, newOwner: () => `${actor.name}/${++tokens}`, leaseMs, retentionMs: RETENTION_MS };
}

/** A log that goes into the trace; its steps are counted. */
export function logOf(actor: Actor, { world }: Pick<SimulatedCloud, 'world'>): Log {
  const function_ = actor.name.replace(/-\d+$/, '');
  const write = (step: string, fields: Readonly<Record<string, unknown>>): void => {
    world.trace.note(actor.name, () => `» ${step} ${JSON.stringify({ ...fields, stack: undefined, fix: undefined })}`);
    world.coverage.hit(`${function_}: ${step}`);
  };
  return { debug: () => undefined, info: write, warn: write, error: write };
}
