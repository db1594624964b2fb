import type { Lease } from '../../../lambdas/ledger/lease.ts';
import { type Begun, replyRecordKey, replyRecords, type UnknownReply } from '../../../lambdas/ledger/replies.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable, withLostAnswer } from '../../support/memory-table.ts';

const KEY = replyRecordKey('reply#n#m', 0);
const BEGUN = { cause: { id: 'e', event: 'message.received' }, conversation: 'h' };

function open() {
  const time = clock();
  const table = memoryTable();
  const settings = ledgerSettings(time);
  return { time, table, settings, replies: replyRecords(table, settings) };
}

async function begun(replies: ReturnType<typeof open>['replies']): Promise<Lease> {
  const beginning = await replies.begin(KEY, BEGUN);
  if (beginning.kind !== 'begun') throw new Error(`not begun but ${beginning.kind}`);
  return beginning.lease;
}

test.each(['sent', 'failed', 'expired'] as const)('a reply that was %s is never begun again', async (state) => {
  const { replies } = open();
  expect(await replies.close(KEY, await begun(replies), state, {})).toBe(true);
  expect(await replies.begin(KEY, BEGUN)).toEqual({ kind: 'closed', state });
});

test('a reply that was surely not sent is queued and can be begun again', async () => {
  const { replies, table } = open();
  expect(await replies.requeue(KEY, await begun(replies), 'HTTP_429')).toBe(true);
  expect([...table.items.values()]).toMatchObject([{ state: 'queued', code: 'HTTP_429' }]);
  expect(await replies.begin(KEY, BEGUN)).toMatchObject({ kind: 'begun' });
});

test('a reply is busy while another worker sends it', async () => {
  const { replies } = open();
  const { until } = await begun(replies);
  expect(await replies.begin(KEY, BEGUN)).toEqual({ kind: 'busy', until });
});

test('a reply that a worker began and never closed may have been sent: the next worker finds out, under a lease', async () => {
  const { replies, time } = open();
  const zombie = await begun(replies);
  const attemptedAt = time.now();
  time.advance(60_001);
  const beginning = await replies.begin(KEY, BEGUN);
  expect(beginning).toMatchObject({ kind: 'unknown', attemptedAt });
  expect(await replies.begin(KEY, BEGUN)).toMatchObject({ kind: 'busy' });
  expect(await replies.close(KEY, zombie, 'sent', {})).toBe(false);
  expect(await replies.requeue(KEY, zombie, 'X')).toBe(false);
});

test('a reply whose answer was lost is unknown until somebody has found out', async () => {
  const { replies } = open();
  await replies.leaveUnknown(KEY, await begun(replies), 'RESPONSE_LOST');
  const first = await replies.begin(KEY, BEGUN);
  if (first.kind !== 'unknown') throw new Error(first.kind);
  await replies.leaveUnknown(KEY, first.lease, 'HISTORY_SILENT');
  const second = await replies.begin(KEY, BEGUN);
  if (second.kind !== 'unknown') throw new Error(second.kind);
  expect(second.attemptedAt).toBe(first.attemptedAt);
  expect(await replies.requeue(KEY, second.lease, 'NOT_IN_HISTORY')).toBe(true);
  expect(await replies.begin(KEY, BEGUN)).toMatchObject({ kind: 'begun' });
});

describe('the template that is sent in the place of a reply', () => {
  const instead = { windowTemplate: 'tpl_1' };

  test('is known to whoever finds out whether it was sent', async () => {
    const { replies, time } = open();
    expect(await replies.begin(KEY, { ...BEGUN, ...instead })).toMatchObject({ kind: 'begun', ...instead });
    time.advance(60_001);
    expect(await replies.begin(KEY, BEGUN)).toMatchObject({ kind: 'unknown', ...instead });
  });

  test('stays the same for whoever begins it again', async () => {
    const { replies } = open();
    await replies.requeue(KEY, await begun(replies), 'X', instead);
    expect(await replies.begin(KEY, BEGUN)).toMatchObject({ kind: 'begun', ...instead });
  });

  test('does not come to a reply that may have been sent without it', async () => {
    const { replies } = open();
    await replies.leaveUnknown(KEY, await begun(replies), 'RESPONSE_LOST');
    expect(await replies.begin(KEY, { ...BEGUN, ...instead })).not.toHaveProperty('windowTemplate');
  });

  test('is known also when the answer to the beginning was lost', async () => {
    const { table, time } = open();
    const replies = replyRecords(withLostAnswer(table), ledgerSettings(time));
    expect(await replies.begin(KEY, { ...BEGUN, ...instead })).toMatchObject({ kind: 'begun', ...instead });
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
  expect(await replies.begin(KEY, BEGUN)).toMatchObject({ kind: 'begun' });
});

test('a takeover whose answer was lost, and which the SDK made again, is a takeover', async () => {
  const { table, time, settings } = open();
  const replies = replyRecords(table, settings);
  await replies.begin(KEY, BEGUN);
  const attemptedAt = time.now();
  time.advance(60_001);
  // The first write of a beginning is refused; the second takes the record over.
  const unlucky = replyRecords(withLostAnswer(table, 2), settings);
  const beginning = await unlucky.begin(KEY, BEGUN);
  expect(beginning).toMatchObject({ kind: 'unknown', attemptedAt, firstAttemptAt: attemptedAt, unanswered: 1 });
  if (beginning.kind !== 'unknown') throw new Error(beginning.kind);
  expect(await replies.close(KEY, beginning.lease, 'sent', {})).toBe(true);
});

describe('the sends that were left without an answer', () => {
  async function unknown(replies: ReturnType<typeof open>['replies']): Promise<UnknownReply> {
    const beginning = await replies.begin(KEY, BEGUN);
    if (beginning.kind !== 'unknown') throw new Error(`not unknown but ${beginning.kind}`);
    return beginning;
  }

  test('are counted from one attempt to the next, and searched for from the first on', async () => {
    const { replies, time } = open();
    const firstAttemptAt = time.now();
    await replies.leaveUnknown(KEY, await begun(replies), 'RESPONSE_LOST', { unanswered: 0 });
    const { lease, unanswered } = await unknown(replies);
    expect(unanswered).toBe(1);
    await replies.sendAgain(KEY, lease, 'NOT_IN_HISTORY', { unanswered, firstAttemptAt });
    time.advance(3_600_000);
    const next = await replies.begin(KEY, BEGUN);
    expect(next).toMatchObject({ kind: 'begun', unanswered: 1 });
    if (next.kind !== 'begun') throw new Error(next.kind);
    await replies.leaveUnknown(KEY, next.lease, 'HTTP_504', { unanswered: next.unanswered });
    expect(await unknown(replies)).toMatchObject({ unanswered: 2, firstAttemptAt, attemptedAt: time.now() });
  });

  test('are not forgotten when the next is refused, or its worker crashes', async () => {
    const { replies, time } = open();
    await replies.leaveUnknown(KEY, await begun(replies), 'RESPONSE_LOST', { unanswered: 0 });
    const { lease, firstAttemptAt } = await unknown(replies);
    await replies.sendAgain(KEY, lease, 'NOT_IN_HISTORY', { unanswered: 1, firstAttemptAt });
    await replies.requeue(KEY, await begun(replies), 'HTTP_429');
    await begun(replies);
    time.advance(60_001);
    expect(await unknown(replies)).toMatchObject({ unanswered: 2, firstAttemptAt });
  });

  test('are one fewer than the attempts, where an attempt was surely refused', async () => {
    const { replies, time } = open();
    await replies.requeue(KEY, await begun(replies), 'HTTP_429');
    time.advance(1_000);
    const firstAttemptAt = time.now();
    await begun(replies);
    time.advance(60_001);
    expect(await unknown(replies)).toMatchObject({ unanswered: 1, firstAttemptAt });
  });

  test.each(['broken', 'blocked'] as const)('know that the latest was %s, until the next attempt', async (doubt) => {
    const { replies, time } = open();
    await replies.leaveUnknown(KEY, await begun(replies), 'HTTP_500', { unanswered: 0, doubt });
    const first = await unknown(replies);
    expect(first.doubt).toBe(doubt);
    await replies.leaveUnknown(KEY, first.lease, 'SETTLING');
    const second = await unknown(replies);
    expect(second.doubt).toBe(doubt);
    await replies.sendAgain(KEY, second.lease, 'NOT_IN_HISTORY', second);
    await begun(replies);
    time.advance(60_001);
    expect(await unknown(replies)).not.toHaveProperty('doubt');
  });

  test('remember which message of the queue let them be one more', async () => {
    const { replies } = open();
    await replies.leaveUnknown(KEY, await begun(replies), 'RESPONSE_LOST', { unanswered: 1 });
    const { lease, firstAttemptAt } = await unknown(replies);
    await replies.sendAgain(KEY, lease, 'NOT_IN_HISTORY', { unanswered: 2, firstAttemptAt, putBackAs: 'm1' });
    await replies.leaveUnknown(KEY, await begun(replies), 'RESPONSE_LOST', { unanswered: 2 });
    expect(await unknown(replies)).toMatchObject({ unanswered: 3, putBackAs: 'm1' });
  });

  test.each(['NOT_IN_HISTORY', 'HISTORY_SILENT'])(
    'are two at least where an earlier version, which did not count, sent a reply again as %s',
    async (code) => {
      const { replies, table, time } = open();
      table.items.set(`${KEY.id} ${KEY.event}`, { ...KEY, ...BEGUN, state: 'queued', code, leaseUntil: 0 });
      const next = await replies.begin(KEY, BEGUN);
      expect(next).toMatchObject({ kind: 'begun', unanswered: 1 });
      time.advance(60_001);
      expect(await unknown(replies)).toMatchObject({ unanswered: 2 });
    },
  );
});

describe('a message that two events tell of has one answer:', () => {
  const LATER = { ...BEGUN, cause: { id: 'e', event: 'message.reply' } };
  const SECOND_PART = replyRecordKey(KEY.id, 1);

  test.each(['sent', 'failed', 'expired'] as const)('no part of a later one follows one that was %s', async (state) => {
    const { replies } = open();
    await replies.close(KEY, await begun(replies), state, {});
    expect(await replies.begin(KEY, LATER)).toEqual({ kind: 'closed', state });
    expect(await replies.begin(SECOND_PART, LATER)).toEqual({ kind: 'other' });
  });

  test('nor one that waits, or may have been sent, or is being sent', async () => {
    const { replies, table } = open();
    const lease = await begun(replies);
    expect(await replies.begin(KEY, LATER)).toEqual({ kind: 'other' });
    await replies.leaveUnknown(KEY, lease, 'RESPONSE_LOST');
    const before = structuredClone([...table.items.values()]);
    for (const key of [KEY, SECOND_PART]) expect(await replies.begin(key, LATER)).toEqual({ kind: 'other' });
    expect([...table.items.values()]).toEqual(before);

    const found = await replies.begin(KEY, BEGUN);
    if (found.kind !== 'unknown') throw new Error(found.kind);
    await replies.sendAgain(KEY, found.lease, 'NOT_IN_HISTORY', found);
    expect(await replies.begin(KEY, LATER)).toEqual({ kind: 'other' });
    expect(await replies.begin(KEY, BEGUN)).toMatchObject({ kind: 'begun' });
  });

  test('nor one that was decided anew, because its contact was erased meanwhile', async () => {
    const { replies, table } = open();
    const [first, anew] = [1_000, 2_000].map((decidedAt) => ({ ...BEGUN, decidedAt })) as [Begun, Begun];
    const beginning = await replies.begin(KEY, first);
    if (beginning.kind !== 'begun') throw new Error(beginning.kind);
    expect(await replies.begin(KEY, anew)).toEqual({ kind: 'other' });
    await replies.requeue(KEY, beginning.lease, 'HTTP_429');
    expect(await replies.begin(KEY, anew)).toEqual({ kind: 'other' });
    expect(await replies.begin(SECOND_PART, anew)).toEqual({ kind: 'other' });
    expect([...table.items.values()]).toMatchObject([{ state: 'queued', decidedAt: 1_000 }]);
    for (const key of [KEY, SECOND_PART]) expect(await replies.begin(key, first)).toMatchObject({ kind: 'begun' });
  });

  test.each([
    ['the job', BEGUN, { ...BEGUN, decidedAt: 1_000 }],
    ['the record', { ...BEGUN, decidedAt: 1_000 }, BEGUN],
  ])(
    'where an older version wrote %s, and no time, the decision is taken for the one that was begun',
    async (_, job, begun) => {
      const { replies } = open();
      const beginning = await replies.begin(KEY, begun);
      if (beginning.kind !== 'begun') throw new Error(beginning.kind);
      await replies.requeue(KEY, beginning.lease, 'HTTP_429');
      for (const key of [KEY, SECOND_PART]) expect(await replies.begin(key, job)).toMatchObject({ kind: 'begun' });
    },
  );

  test('its own parts are begun one by one, also when a worker crashed between them', async () => {
    const { replies, time } = open();
    await replies.close(KEY, await begun(replies), 'sent', {});
    expect(await replies.begin(SECOND_PART, BEGUN)).toMatchObject({ kind: 'begun' });
    time.advance(60_001);
    expect(await replies.begin(SECOND_PART, BEGUN)).toMatchObject({ kind: 'unknown' });
    expect(await replies.begin(replyRecordKey(KEY.id, 2), BEGUN)).toMatchObject({ kind: 'begun' });
  });

  test('a part whose first part was never begun is begun', async () => {
    const { replies } = open();
    expect(await replies.begin(SECOND_PART, BEGUN)).toMatchObject({ kind: 'begun' });
  });

  test('an answer of one part costs no read, and every other part one', async () => {
    const { replies, table } = open();
    await replies.close(KEY, await begun(replies), 'sent', {});
    expect(table.calls).toEqual({ get: 0, query: 0, put: 0, set: 2 });
    await replies.begin(SECOND_PART, BEGUN);
    expect(table.calls).toMatchObject({ get: 1, set: 3 });
  });
});
