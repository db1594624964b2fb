import { type ReplyRecords, replyRecordKey, replyRecords } from '../../../lambdas/ledger/replies.ts';
import { sendingRecords } from '../../../lambdas/ledger/sendings.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table.ts';

const KEY = replyRecordKey('reply#n1#m1', 0);
const BEGUN = { cause: { id: 'e1', event: 'message.received' }, conversation: 'c' };
const MINUTE = 60_000;

function openLedger() {
  const time = clock();
  const table = memoryTable();
  const replies = replyRecords(table, ledgerSettings(time));
  const sendingOf = () => sendingRecords(table, time.now)(KEY.id, 0);
  return { time, replies, sendingOf };
}

/** Takes the reply as the next worker would. */
async function take(replies: ReplyRecords) {
  const taken = await replies.begin(KEY, BEGUN);
  if (taken.kind !== 'begun' && taken.kind !== 'unknown') throw new Error(taken.kind);
  return taken;
}

/** A reply whose first send was left without an answer and is not in the history, so that it is to be sent again. */
async function toBeSentAgain() {
  const opened = openLedger();
  const { replies, time } = opened;
  const firstAttemptAt = time.now();
  const { lease } = await take(replies);
  await replies.leaveUnknown(KEY, lease, 'RESPONSE_LOST', { unanswered: 0 });
  time.advance(MINUTE);
  const unknown = await take(replies);
  await replies.sendAgain(KEY, unknown.lease, 'NOT_IN_HISTORY', { unanswered: 1, firstAttemptAt });
  return { ...opened, firstAttemptAt };
}

test('a reply that was not begun, or was refused and waits, cannot have left', async () => {
  const { replies, sendingOf } = openLedger();
  expect(await sendingOf()).toBeUndefined();
  const { lease } = await take(replies);
  await replies.requeue(KEY, lease, 'HTTP_429');
  expect(await sendingOf()).toBeUndefined();
});

test('a reply is on its way from its attempt until now, while nobody knows what became of it', async () => {
  const { replies, sendingOf, time } = openLedger();
  const from = time.now();
  const { lease } = await take(replies);
  time.advance(1_000);
  expect(await sendingOf()).toEqual({ from, until: time.now(), isTemplate: false });
  await replies.leaveUnknown(KEY, lease, 'RESPONSE_LOST', { unanswered: 0 });
  time.advance(MINUTE);
  expect(await sendingOf()).toEqual({ from, until: time.now(), isTemplate: false });
});

test('a reply that was sent after an attempt without an answer is on its way from that first attempt on', async () => {
  const { replies, sendingOf, time, firstAttemptAt } = await toBeSentAgain();
  time.advance(60 * MINUTE);
  const { lease } = await take(replies);
  expect(await sendingOf()).toMatchObject({ from: firstAttemptAt, until: time.now() });
  await replies.close(KEY, lease, 'sent', { sentId: 'msg_1', sentAt: time.now() });
  time.advance(MINUTE);
  expect(await sendingOf()).toMatchObject({ from: firstAttemptAt, until: time.now() - MINUTE });
});

test('a reply that is to be sent again, or was refused then, can have left by its first attempt', async () => {
  const { replies, sendingOf, time, firstAttemptAt } = await toBeSentAgain();
  const until = time.now();
  time.advance(MINUTE);
  expect(await sendingOf()).toMatchObject({ from: firstAttemptAt, until });
  const { lease } = await take(replies);
  await replies.close(KEY, lease, 'failed', { code: 'INVALID_DESTINATION' });
  expect(await sendingOf()).toMatchObject({ from: firstAttemptAt, until: time.now() });
});
