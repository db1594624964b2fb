import type { Lease } from '../../../lambdas/ledger/lease.ts';
import { replyRecordKey, replyRecords } from '../../../lambdas/ledger/replies.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable, withLostAnswer } from '../../support/memory-table.ts';

const KEY = replyRecordKey('reply#n#m', 0);

function open() {
  const time = clock();
  const table = memoryTable();
  return { time, table, replies: replyRecords(table, ledgerSettings(time)) };
}

async function begun(replies: ReturnType<typeof open>['replies']): Promise<Lease> {
  const beginning = await replies.begin(KEY, {});
  if (beginning.kind !== 'begun') throw new Error(`not begun but ${beginning.kind}`);
  return beginning.lease;
}

test.each(['sent', 'failed', 'expired'] as const)('a reply that was %s is never begun again', async (state) => {
  const { replies } = open();
  expect(await replies.close(KEY, await begun(replies), state, {})).toBe(true);
  expect(await replies.begin(KEY, {})).toEqual({ kind: 'closed', state });
});

test('a reply that was surely not sent is queued and can be begun again', async () => {
  const { replies, table } = open();
  expect(await replies.requeue(KEY, await begun(replies), 'HTTP_429')).toBe(true);
  expect([...table.items.values()]).toMatchObject([{ state: 'queued', code: 'HTTP_429' }]);
  expect(await replies.begin(KEY, {})).toMatchObject({ kind: 'begun' });
});

test('a reply is busy while another worker sends it', async () => {
  const { replies } = open();
  const { until } = await begun(replies);
  expect(await replies.begin(KEY, {})).toEqual({ kind: 'busy', until });
});

test('a reply that a worker began and never closed may have been sent: the next worker finds out, under a lease', async () => {
  const { replies, time } = open();
  const zombie = await begun(replies);
  const attemptedAt = time.now();
  time.advance(60_001);
  const beginning = await replies.begin(KEY, {});
  expect(beginning).toMatchObject({ kind: 'unknown', attemptedAt });
  expect(await replies.begin(KEY, {})).toMatchObject({ kind: 'busy' });
  expect(await replies.close(KEY, zombie, 'sent', {})).toBe(false);
  expect(await replies.requeue(KEY, zombie, 'X')).toBe(false);
});

test('a reply whose answer was lost is unknown until somebody has found out', async () => {
  const { replies } = open();
  await replies.leaveUnknown(KEY, await begun(replies), 'RESPONSE_LOST');
  const first = await replies.begin(KEY, {});
  if (first.kind !== 'unknown') throw new Error(first.kind);
  await replies.leaveUnknown(KEY, first.lease, 'HISTORY_SILENT');
  const second = await replies.begin(KEY, {});
  if (second.kind !== 'unknown') throw new Error(second.kind);
  expect(second.attemptedAt).toBe(first.attemptedAt);
  expect(await replies.requeue(KEY, second.lease, 'NOT_IN_HISTORY')).toBe(true);
  expect(await replies.begin(KEY, {})).toMatchObject({ kind: 'begun' });
});

describe('the template that is sent in the place of a reply', () => {
  const instead = { windowTemplate: 'tpl_1' };

  test('is known to whoever finds out whether it was sent', async () => {
    const { replies, time } = open();
    expect(await replies.begin(KEY, instead)).toMatchObject({ kind: 'begun', ...instead });
    time.advance(60_001);
    expect(await replies.begin(KEY, {})).toMatchObject({ kind: 'unknown', ...instead });
  });

  test('stays the same for whoever begins it again', async () => {
    const { replies } = open();
    await replies.requeue(KEY, await begun(replies), 'X', instead);
    expect(await replies.begin(KEY, {})).toMatchObject({ kind: 'begun', ...instead });
  });

  test('does not come to a reply that may have been sent without it', async () => {
    const { replies } = open();
    await replies.leaveUnknown(KEY, await begun(replies), 'RESPONSE_LOST');
    expect(await replies.begin(KEY, instead)).not.toHaveProperty('windowTemplate');
  });

  test('is known also when the answer to the beginning was lost', async () => {
    const { table, time } = open();
    const replies = replyRecords(withLostAnswer(table), ledgerSettings(time));
    expect(await replies.begin(KEY, instead)).toMatchObject({ kind: 'begun', ...instead });
  });
});

test('the replies of one answer are records of their own', () => {
  expect(replyRecordKey('reply#n#m', 1)).toEqual({ id: 'reply#n#m', event: '#reply.1' });
});

test('a closed reply keeps what the vendor called it', async () => {
  const { replies, table } = open();
  await replies.close(KEY, await begun(replies), 'sent', { sentId: 'msg_1' });
  expect([...table.items.values()]).toMatchObject([{ ...KEY, state: 'sent', sentId: 'msg_1', format: 1 }]);
});

test('a beginning whose answer was lost, and which the SDK made again, is a beginning', async () => {
  const { table, time } = open();
  const replies = replyRecords(withLostAnswer(table), ledgerSettings(time));
  expect(await replies.begin(KEY, {})).toMatchObject({ kind: 'begun' });
});
