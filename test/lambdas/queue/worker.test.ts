import type { QueueMessage } from '../../../lambdas/queue/message.ts';
import {
  batchResponse,
  conversationsOf,
  DONE,
  retryAfterError,
  type Verdict,
  type Worker,
  workInRounds,
  workSuspectsAlone,
} from '../../../lambdas/queue/worker.ts';
import { recordedLog } from '../../support/log.ts';
import { queueMessage } from '../../support/samples.ts';

/** A worker whose verdicts are looked up by the message's id, and which notes what it does. */
function workerWith(verdicts: Record<string, Verdict>, overrides: Partial<Worker> = {}) {
  const rounds: string[][] = [];
  const postponed: Record<string, number> = {};
  const parked: Record<string, string> = {};
  const log = recordedLog();
  const worker: Worker = {
    handle: async (conversations) => {
      const heads = conversations.map(([head]) => head as QueueMessage);
      rounds.push(heads.map(({ id }) => id));
      return heads.map(({ id }) => verdicts[id] ?? DONE);
    },
    reserveMs: 1_000,
    remainingMs: () => 30_000,
    postpone: async ({ id }, afterMs) => {
      postponed[id] = afterMs;
    },
    park: async ({ id }, reason) => {
      parked[id] = reason;
    },
    random: () => 1,
    log,
    ...overrides,
  };
  return { worker, rounds, postponed, parked, log };
}

const message = (id: string, group: string, receiveCount = 1): QueueMessage =>
  queueMessage({ id, group, receiveCount });
const messages = [message('a1', 'a'), message('b1', 'b'), message('a2', 'a'), message('a3', 'a'), message('b2', 'b')];
const work = (worker: Worker, batch = messages) => workInRounds(conversationsOf(batch), worker);
const ids = (unhandled: QueueMessage[]) => unhandled.map(({ id }) => id);

test('conversations are worked on together, each in order', async () => {
  const { worker, rounds } = workerWith({});
  expect(await work(worker)).toEqual([]);
  expect(rounds).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3']]);
});

test('after a message that is to be retried the rest of its conversation waits as long, and others go on', async () => {
  const { worker, rounds, postponed } = workerWith({ a2: { kind: 'retry', afterMs: 5_000 } });
  expect(ids(await work(worker))).toEqual(['a2', 'a3']);
  expect(rounds).toEqual([
    ['a1', 'b1'],
    ['a2', 'b2'],
  ]);
  expect(postponed).toEqual({ a2: 5_000, a3: 5_000 });
});

test('a retry without a time backs off by how often the message was received', async () => {
  const { worker, postponed } = workerWith({ x: { kind: 'retry' } });
  await work(worker, [message('x', 'a', 4)]);
  expect(postponed).toEqual({ x: 8_000 });
});

test('a wait that the vendor asks for comes before the backoff', async () => {
  const { worker, postponed } = workerWith({ x: { kind: 'retry', atLeastMs: 60_000 } });
  await work(worker, [message('x', 'a', 4)]);
  expect(postponed).toEqual({ x: 68_000 });
});

test('what may be crashing the function comes last, each conversation alone', async () => {
  const { worker, rounds } = workerWith({});
  const batch = [message('s1', 's', 3), message('s2', 's', 3), message('t1', 't', 9), ...messages];
  expect(await workSuspectsAlone(conversationsOf(batch), worker)).toEqual([]);
  expect(rounds).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3'], ['s1'], ['s2'], ['t1']]);
});

test('a message that is parked goes with its reason, and its conversation moves on', async () => {
  const { worker, parked, rounds, log } = workerWith({ x: { kind: 'park', reason: 'why' } });
  expect(await work(worker, [message('x', 'a'), message('y', 'a')])).toEqual([]);
  expect(parked).toEqual({ x: 'why' });
  expect(rounds).toEqual([['x'], ['y']]);
  expect(log.steps()).toEqual(['parked']);
});

test('the detail of a parked message goes to the dead-letter queue, and not into the log', async () => {
  const { worker, parked, log } = workerWith({ x: { kind: 'park', reason: 'why', detail: 'they wrote so' } });
  await work(worker, [message('x', 'a')]);
  expect(parked).toEqual({ x: 'why: they wrote so' });
  expect(JSON.stringify(log.lines)).not.toContain('they wrote so');
});

test('a message that cannot be parked is kept', async () => {
  const { worker, log } = workerWith(
    { x: { kind: 'park', reason: 'why' } },
    { park: () => Promise.reject(new Error('SQS is away')) },
  );
  expect(ids(await work(worker, [message('x', 'a'), message('y', 'a')]))).toEqual(['x', 'y']);
  expect(log.steps()).toEqual(['not parked']);
});

test('a message that cannot be postponed is given back all the same', async () => {
  const { worker, log } = workerWith({ x: { kind: 'retry' } }, { postpone: () => Promise.reject(new Error('late')) });
  expect(ids(await work(worker, [message('x', 'a')]))).toEqual(['x']);
  expect(log.steps()).toEqual(['not postponed']);
});

test('a function whose time is nearly over begins no other round and gives the rest back at once', async () => {
  let remaining = 1_500;
  const { worker, rounds, postponed } = workerWith({}, { remainingMs: () => (remaining -= 400) });
  expect(ids(await work(worker))).toEqual(['a2', 'a3', 'b2']);
  expect(rounds).toEqual([['a1', 'b1']]);
  expect(postponed).toEqual({ a2: 0, a3: 0, b2: 0 });
});

test('an error is retried, and logged without its message, which only a debug line tells', () => {
  const log = recordedLog();
  expect(retryAfterError(new TypeError('cannot read "Hi"'), message('x', 'a'), log)).toEqual({ kind: 'retry' });
  expect(log.lines).toMatchObject([
    { level: 'error', step: 'broken', fields: { messageId: 'x', error: 'TypeError' } },
    { level: 'debug', step: 'broken', fields: { messageId: 'x', detail: 'cannot read "Hi"' } },
  ]);
  expect(JSON.stringify(log.lines[0])).not.toContain('Hi');
});

test('the response of a batch names exactly the messages that were not handled', () => {
  expect(batchResponse([message('x', 'a')])).toEqual({ batchItemFailures: [{ itemIdentifier: 'x' }] });
  expect(batchResponse([])).toEqual({ batchItemFailures: [] });
});
