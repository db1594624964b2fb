import type { QueueMessage } from '../../../lambdas/queue/message.ts';
import {
  batchResponse,
  conversationsOf,
  DONE,
  retryAfterError,
  type Verdict,
  type Worker,
  workInOrder,
  workSuspectsAlone,
  workTogether,
} from '../../../lambdas/queue/worker.ts';
import { recordedLog } from '../../support/log.ts';
import { queueMessage } from '../../support/samples.ts';

/** A worker whose verdicts are looked up by the message's id, and which notes what it does. */
function workerWith(verdicts: Record<string, Verdict>, overrides: Partial<Worker> = {}) {
  const handled: string[] = [];
  const postponed: Record<string, number> = {};
  const parked: Record<string, string> = {};
  const log = recordedLog();
  const worker: Worker = {
    handle: async ([head]) => {
      const { id } = head as QueueMessage;
      handled.push(id);
      return verdicts[id] ?? DONE;
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
  return { worker, handled, postponed, parked, log };
}

const message = (id: string, group: string, receiveCount = 1): QueueMessage =>
  queueMessage({ id, group, receiveCount });
const messages = [message('a1', 'a'), message('b1', 'b'), message('a2', 'a'), message('a3', 'a'), message('b2', 'b')];
const work = (worker: Worker, batch = messages) => workTogether(conversationsOf(batch), worker);
const ids = (unhandled: QueueMessage[]) => unhandled.map(({ id }) => id);

test('conversations are worked on side by side, each in order', async () => {
  const { worker, handled } = workerWith({});
  expect(await work(worker)).toEqual([]);
  expect(handled).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
});

test('a conversation goes on while another one takes long', async () => {
  let release = (_: Verdict) => {};
  const slow = new Promise<Verdict>((resolve) => {
    release = resolve;
  });
  const { worker, handled } = workerWith({});
  const { handle } = worker;
  worker.handle = async (conversation) => {
    const verdict = await handle(conversation);
    return conversation[0]?.id === 'b1' ? slow : verdict;
  };
  const all = work(worker);
  await new Promise((resolve) => setImmediate(resolve));
  expect(handled).toEqual(['a1', 'b1', 'a2', 'a3']);
  release(DONE);
  expect(await all).toEqual([]);
  expect(handled.at(-1)).toBe('b2');
});

test.each([
  [1, ['a1', 'a2', 'a3']],
  [2, ['a1', 'a3']],
  [3, ['a1']],
])('of messages that were handled %i together, the next is the one behind them', async (together, expected) => {
  const { worker, handled } = workerWith({ a1: { kind: 'done', together } });
  const conversation = ['a1', 'a2', 'a3'].map((id) => message(id, 'a'));
  expect(await workInOrder(conversation, worker)).toEqual([]);
  expect(handled).toEqual(expected);
});

test('after a message that is to be retried the rest of its conversation waits as long, and others go on', async () => {
  const { worker, handled, postponed } = workerWith({ a2: { kind: 'retry', afterMs: 5_000 } });
  expect(ids(await work(worker))).toEqual(['a2', 'a3']);
  expect(handled).toEqual(['a1', 'b1', 'a2', 'b2']);
  expect(postponed).toEqual({ a2: 5_000, a3: 5_000 });
});

test('what is behind a postponed message is visible again after it: in order, and not when that one is not', async () => {
  const calls: string[] = [];
  const refused = new Set<string>();
  const postpone: Worker['postpone'] = async ({ id }) => {
    calls.push(`${id} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    if (refused.has(id)) throw new Error('The receipt handle has expired');
    calls.push(`${id} ends`);
  };
  const { worker } = workerWith({ a1: { kind: 'retry', afterMs: 5_000 } }, { postpone });
  const conversation = ['a1', 'a2', 'a3'].map((id) => message(id, 'a'));
  expect(ids(await workInOrder(conversation, worker))).toEqual(['a1', 'a2', 'a3']);
  expect(calls).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends', 'a3 begins', 'a3 ends']);

  calls.length = 0;
  refused.add('a2');
  expect(ids(await workInOrder(conversation, worker))).toEqual(['a1', 'a2', 'a3']);
  expect(calls).toEqual(['a1 begins', 'a1 ends', 'a2 begins']);
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
  const { worker, handled } = workerWith({});
  const batch = [message('s1', 's', 3), message('s2', 's', 3), message('t1', 't', 9), ...messages];
  expect(await workSuspectsAlone(conversationsOf(batch), worker)).toEqual([]);
  expect(handled).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 's1', 's2', 't1']);
});

test('a suspect begins when nothing else is in work any more', async () => {
  let [inWork, most] = [0, 0];
  const handle = async ([head]: QueueMessage[]): Promise<Verdict> => {
    inWork++;
    if (Number(head?.receiveCount) > 1) most = Math.max(most, inWork);
    await new Promise((resolve) => setImmediate(resolve));
    inWork--;
    return DONE;
  };
  const { worker } = workerWith({}, { handle });
  const batch = [message('s1', 's', 3), message('t1', 't', 3), message('u1', 'u', 4), ...messages];
  await workSuspectsAlone(conversationsOf(batch), worker);
  expect(most).toBe(1);
});

test('suspects come in random order, so that the first of them does not keep the others from their turn for ever', async () => {
  const draws = [0.9, 0.5, 0.1];
  const { worker, handled } = workerWith({}, { random: () => draws.shift() ?? 0 });
  const batch = [message('s1', 's', 3), message('t1', 't', 3), message('u1', 'u', 3)];
  await workSuspectsAlone(conversationsOf(batch), worker);
  expect(handled).toEqual(['u1', 't1', 's1']);
});

test('a message that is parked goes with its reason, and its conversation moves on', async () => {
  const { worker, parked, handled, log } = workerWith({ x: { kind: 'park', reason: 'why' } });
  expect(await work(worker, [message('x', 'a'), message('y', 'a')])).toEqual([]);
  expect(parked).toEqual({ x: 'why' });
  expect(handled).toEqual(['x', 'y']);
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

test('a function whose time is nearly over begins no other message and gives the rest back at once', async () => {
  let remaining = 1_700;
  const { worker, handled, postponed } = workerWith({}, { remainingMs: () => (remaining -= 200) });
  expect(ids(await work(worker))).toEqual(['a3', 'b2']);
  expect(handled).toEqual(['a1', 'b1', 'a2']);
  expect(postponed).toEqual({ a3: 0, b2: 0 });
});

test('an error is retried, and logged without its message, which only a debug line tells', () => {
  const log = recordedLog();
  expect(retryAfterError(new TypeError('cannot read "Hi"'), message('x', 'a'), log)).toEqual({ kind: 'retry' });
  expect(log.lines).toMatchObject([
    { level: 'debug', step: 'broken', fields: { messageId: 'x', detail: 'cannot read "Hi"' } },
    { level: 'error', step: 'broken', fields: { messageId: 'x', error: 'TypeError' } },
  ]);
  expect(JSON.stringify(log.lines[1])).not.toContain('Hi');
});

test('the response of a batch names exactly the messages that were not handled', () => {
  expect(batchResponse([message('x', 'a')])).toEqual({ batchItemFailures: [{ itemIdentifier: 'x' }] });
  expect(batchResponse([])).toEqual({ batchItemFailures: [] });
});
