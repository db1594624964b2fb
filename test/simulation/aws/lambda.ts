import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';
import type { FifoQueue } from './fifo-queue.ts';

/** Handles a batch; `remainingMs` tells what is left of the function's time. */
export type Handler = (records: SQSRecord[], remainingMs: () => number) => Promise<SQSBatchResponse>;

export interface WorkerFunction {
  name: string;
  timeoutMs: number;
  visibilityMs: number;
  concurrency: number;
  batchSize: number;
  queue: FifoQueue;
  /** Runs the code outside the handler, in a new execution environment. */
  start(environment: Actor): Handler;
  /** Called when a batch was received, and when its worker was killed over it. */
  onReceive?(records: SQSRecord[]): void;
  onKill?(records: SQSRecord[], why: string): void;
}

interface Environment {
  actor: Actor;
  handler: Handler;
  /** Ends the invocation that runs in it, without an answer. */
  abandon?(why: string): void;
}

/**
 * A function that Lambda feeds from a queue: batches of up to ten, so many workers at once, environments that are used
 * again, partial batch responses. A crash, an error or a timeout fails the whole batch, which stays in flight until its
 * visibility timeout ends. Lambda ends a function that is over its time; a zombie goes on all the same.
 *
 * @returns looks whether there is something to do; to be called whenever the queue changes
 */
export function feed(world: World, fn: WorkerFunction): () => void {
  const { scheduler, random, faults, trace, coverage } = world;
  const chance = random.stream(`lambda ${fn.name}`);
  const idle: Environment[] = [];
  let running = 0;
  let pollAt = Number.POSITIVE_INFINITY;

  const look = (): void => {
    if (running >= fn.concurrency || pollAt <= scheduler.now()) return;
    const receivableAt = fn.queue.nextReceivableAt();
    if (receivableAt === undefined) return;
    const at = Math.max(receivableAt, scheduler.now());
    if (pollAt <= at) return;
    pollAt = at;
    scheduler.after(at - scheduler.now() + chance.between(0, 60), () => {
      pollAt = Number.POSITIVE_INFINITY;
      poll();
      look();
    });
  };

  const poll = (): void => {
    if (running >= fn.concurrency) return;
    const endsEarly = faults.strikes('visibilityEndsEarly');
    const visibilityMs = endsEarly ? chance.between(500, 40_000) : fn.visibilityMs;
    const records = fn.queue.receive(chance.chance(0.7) ? fn.batchSize : chance.between(1, fn.batchSize), visibilityMs);
    if (records.length === 0) return;
    fn.onReceive?.(records);
    if (faults.strikes('receiveLost')) trace.note(fn.queue.name, () => `${aboutBatch(records)} received by nobody`);
    else invoke(records);
  };

  const startEnvironment = (): Environment => {
    const environment: Environment = {
      actor: world.newActor(fn.name, (why) => environment.abandon?.(why)),
      handler: () => Promise.reject(new Error('Not started')),
    };
    environment.handler = fn.start(environment.actor);
    return environment;
  };

  const invoke = (records: SQSRecord[]): void => {
    running++;
    const isCold = idle.length === 0;
    const environment = idle.pop() ?? startEnvironment();
    const { actor } = environment;
    const deadline = scheduler.now() + fn.timeoutMs;
    trace.note(actor.name, () => `is given ${aboutBatch(records)}`);

    let open = true;
    const close = (): void => {
      open = false;
      delete environment.abandon;
      running--;
      look();
    };
    environment.abandon = (why) => {
      close();
      fn.onKill?.(records, why);
    };
    const answer = (failed: Set<string> | undefined): void => {
      if (!open) return;
      close();
      idle.push(environment);
      const done = failed === undefined ? [] : records.filter(({ messageId }) => !failed.has(messageId));
      trace.note(actor.name, () =>
        failed === undefined ? 'throws' : `answers: ${failed.size} of ${records.length} failed`,
      );
      if (done.length > 0 && !faults.strikes('deleteLost')) remove(done);
    };

    scheduler.after(isCold ? chance.between(20, 400) : chance.between(1, 5), () => {
      actor.wake(() => {
        environment
          .handler(records, () => deadline - scheduler.now())
          .then(
            ({ batchItemFailures }) => answer(new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))),
            () => answer(undefined),
          );
      });
    });
    scheduler.after(fn.timeoutMs, () => {
      if (!open) return;
      coverage.hit('fault: function timeout');
      if (faults.plan.zombies && !faults.ceased()) {
        coverage.hit('fault: zombie');
        trace.note(actor.name, () => 'is over its time and goes on as a zombie');
        close();
      } else actor.kill('is over its time');
    });
  };

  const remove = (records: SQSRecord[]): void => {
    scheduler.after(chance.between(1, 20), () => {
      for (const { receiptHandle, messageId } of records) {
        if (!fn.queue.remove(receiptHandle)) {
          coverage.hit('queue: stale receipt handle');
          trace.note(fn.queue.name, () => `${messageId} is not deleted: its handle has expired`);
        }
      }
    });
  };

  return look;
}

function aboutBatch(records: SQSRecord[]): string {
  return records
    .map(({ messageId, attributes, messageAttributes }) => {
      const { event, id } = messageAttributes;
      return `${messageId} (${event?.stringValue} ${id?.stringValue}, #${attributes.ApproximateReceiveCount})`;
    })
    .join(', ');
}
