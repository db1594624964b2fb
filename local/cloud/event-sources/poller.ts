import { randomUUID } from 'node:crypto';
import type { KeyOwner } from '../aws/credentials.ts';
import type { Gate } from '../aws/gate.ts';
import type { Json } from '../aws/replies.ts';
import { reasonOf } from '../errors.ts';
import type { EmitActivity } from '../events.ts';
import type { FunctionPool } from '../functions/function-pool.ts';
import { queueArn, queueName } from '../queues/attributes.ts';
import type { Mapping } from './mapping.ts';
import { failedMessages, type SqsMessage, toReceivedMessage, toSqsEvent } from './sqs-event.ts';

interface PollerOptions {
  mapping: Mapping;
  pool: FunctionPool;
  gate: Gate;
  /** Lambda polls in the function's role. */
  principal: KeyOwner;
  emit: EmitActivity;
  /**
   * How soon the messages of an invocation that did not come to an end come back, in seconds. By default that is the
   * visibility timeout of the queue, as in AWS.
   */
  retrySeconds?: number | undefined;
}

/** SQS waits for messages at most this long, and gives at most this many at a time. */
const LONGEST_WAIT_SECONDS = 20;
const LARGEST_RECEIVE = 10;
/** How long to wait after a poll that failed. */
const RETRY_MS = 1000;

/**
 * Polls the queue of an event source mapping and hands what comes to the function, batch by batch. Messages that were
 * handled are deleted; those that failed stay in the queue until their visibility timeout ends.
 *
 * @returns a function that stops the polling; batches in work are left to themselves
 */
export function startPoller({ mapping, pool, gate, principal, emit, retrySeconds }: PollerOptions): () => void {
  const { queue, lambda } = mapping;
  const stopping = new AbortController();
  const slots = createSlots(mapping.concurrency);

  async function call(operation: string, input: Json, signal?: AbortSignal): Promise<Json> {
    const request = { principal, service: 'sqs', operation, input: { QueueUrl: queue.ref, ...input } } as const;
    const { status, body } = await gate.call({ ...request, ...(signal && { signal }) });
    if (status !== 200) throw new Error(String(body.message ?? body.Message ?? body.__type));
    return body;
  }

  async function receive(count: number, seconds: number): Promise<SqsMessage[]> {
    const input = {
      MaxNumberOfMessages: Math.min(count, LARGEST_RECEIVE),
      WaitTimeSeconds: Math.min(seconds, LONGEST_WAIT_SECONDS),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    };
    const { Messages } = await call('ReceiveMessage', input, stopping.signal);
    return (Messages ?? []) as SqsMessage[];
  }

  /** Waits for messages and, where the mapping has a window, for more of them to fill the batch. */
  async function receiveBatch(): Promise<SqsMessage[]> {
    const batch = await receive(mapping.batchSize, LONGEST_WAIT_SECONDS);
    const deadline = Date.now() + mapping.windowSeconds * 1000;
    while (batch.length > 0 && batch.length < mapping.batchSize && Date.now() < deadline && !stopping.signal.aborted) {
      const seconds = Math.ceil((deadline - Date.now()) / 1000);
      batch.push(...(await receive(mapping.batchSize - batch.length, Math.min(seconds, 1))));
    }
    return batch;
  }

  async function handle(batch: SqsMessage[]): Promise<void> {
    const started = performance.now();
    const requestId = randomUUID();
    const where = { function: lambda.id, requestId, queue: queueName(queue) };
    emit({ kind: 'received', ...where, messages: batch.map(toReceivedMessage) });
    const outcome = await pool.invoke(toSqsEvent(batch, queueArn(queue)), requestId);
    if (stopping.signal.aborted) return;
    const ids = batch.map(({ MessageId }) => MessageId);
    const failed = outcome.outcome !== 'ok' ? new Set(ids) : reportedFailures(outcome.result, ids);
    await remove(batch.filter(({ MessageId }) => !failed.has(MessageId)));
    if (outcome.outcome !== 'ok' && retrySeconds !== undefined) await postpone(batch, retrySeconds);
    const handled = ids.filter((id) => !failed.has(id));
    emit({ kind: 'batch', ...where, handled, failed: [...failed], ms: performance.now() - started });
  }

  function reportedFailures(result: string, ids: string[]): Set<string> {
    return mapping.reportsFailures ? failedMessages(result, ids) : new Set();
  }

  async function postpone(messages: SqsMessage[], seconds: number): Promise<void> {
    const change = ({ ReceiptHandle }: SqsMessage) =>
      call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: seconds });
    await Promise.all(messages.map(change));
  }

  async function remove(messages: SqsMessage[]): Promise<void> {
    for (let start = 0; start < messages.length; start += LARGEST_RECEIVE) {
      const chunk = messages.slice(start, start + LARGEST_RECEIVE);
      const Entries = chunk.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await call('DeleteMessageBatch', { Entries });
    }
  }

  function report(error: unknown): void {
    if (stopping.signal.aborted) return;
    emit({ kind: 'problem', message: `${queueName(queue)} → ${lambda.id}: ${reasonOf(error)}` });
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      await slots.take();
      try {
        const batch = await receiveBatch();
        if (batch.length === 0 || stopping.signal.aborted) slots.giveBack();
        else handle(batch).catch(report).finally(slots.giveBack);
      } catch (error) {
        slots.giveBack();
        report(error);
        await pause(RETRY_MS, stopping.signal);
      }
    }
  }

  poll();
  return () => stopping.abort();
}

/** Lets at most so many be at work at a time. */
function createSlots(count: number): { take(): Promise<void>; giveBack(): void } {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    giveBack() {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
