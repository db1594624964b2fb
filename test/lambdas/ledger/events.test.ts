import { eventRecords } from '../../../lambdas/ledger/events.ts';
import type { Lease } from '../../../lambdas/ledger/lease.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable, withLostAnswer } from '../../support/memory-table.ts';

const KEY = { id: 'cmm04', event: 'message.received' };

function open() {
  const time = clock();
  const table = memoryTable();
  return { time, table, events: eventRecords(table, ledgerSettings(time)) };
}

async function claimed(events: ReturnType<typeof open>['events']): Promise<Lease> {
  const claim = await events.claim(KEY, {});
  if (claim.kind !== 'claimed') throw new Error(`not claimed but ${claim.kind}`);
  return claim.lease;
}

test('an event is claimed once, and is a duplicate when it is done', async () => {
  const { events } = open();
  const lease = await claimed(events);
  expect(await events.complete(KEY, lease, { outcome: 'answered' })).toBe(true);
  expect(await events.claim(KEY, {})).toEqual({ kind: 'duplicate' });
});

test('an event is busy while a lease lasts, to the millisecond', async () => {
  const { events, time } = open();
  const { until } = await claimed(events);
  time.advance(60_000);
  expect(await events.claim(KEY, {})).toEqual({ kind: 'busy', until });
  time.advance(1);
  expect(await events.claim(KEY, {})).toMatchObject({ kind: 'claimed' });
});

test('whoever lost the lease cannot complete, and whoever has it can', async () => {
  const { events, time } = open();
  const zombie = await claimed(events);
  time.advance(60_001);
  const successor = await claimed(events);
  expect(await events.complete(KEY, zombie, { outcome: 'answered' })).toBe(false);
  expect(await events.complete(KEY, successor, { outcome: 'answered' })).toBe(true);
});

test('whoever lost the lease cannot release it either', async () => {
  const { events, time } = open();
  const zombie = await claimed(events);
  time.advance(60_001);
  await claimed(events);
  await events.release(KEY, zombie, 0);
  expect(await events.claim(KEY, {})).toMatchObject({ kind: 'busy' });
});

test('an event that was released can be claimed at once', async () => {
  const { events } = open();
  await events.release(KEY, await claimed(events), 0);
  expect(await events.claim(KEY, {})).toMatchObject({ kind: 'claimed' });
});

test('the statuses of one message are three records although they share an id', async () => {
  const { events, table } = open();
  for (const event of ['message.sent', 'message.delivered', 'message.read']) {
    expect(await events.record({ id: 'msg_1', event }, {})).toBe(true);
    expect(await events.record({ id: 'msg_1', event }, {})).toBe(false);
  }
  expect(table.items.size).toBe(3);
});

test('a record says what it is, its format, and when it expires in epoch seconds', async () => {
  const { events, table, time } = open();
  await events.complete(KEY, await claimed(events), { outcome: 'answered' });
  expect([...table.items.values()]).toEqual([
    {
      ...KEY,
      format: 1,
      state: 'done',
      outcome: 'answered',
      doneAt: time.now(),
      expiresAt: time.now() / 1000 + 30 * 24 * 60 * 60,
    },
  ]);
});

test('a claim whose answer was lost, and which the SDK made again, is a claim', async () => {
  const events = eventRecords(withLostAnswer(memoryTable()), ledgerSettings(clock()));
  expect(await events.claim(KEY, {})).toMatchObject({ kind: 'claimed' });
});

test('a completion whose answer was lost, and which the SDK made again, is a completion', async () => {
  const { table, events } = open();
  const lease = await claimed(events);
  const again = eventRecords(withLostAnswer(table), ledgerSettings(clock()));
  expect(await again.complete(KEY, lease, { outcome: 'answered' })).toBe(true);
});

test('failures are counted: those that were told at the release, and crashes, which end a lease without one', async () => {
  const { events, time } = open();
  await events.release(KEY, await claimed(events), 2);
  const claim = await events.claim(KEY, {});
  expect(claim).toMatchObject({ kind: 'claimed', failures: 2 });
  time.advance(60_001);
  expect(await events.claim(KEY, {})).toMatchObject({ kind: 'claimed', failures: 3 });
  time.advance(60_001);
  expect(await events.claim(KEY, {})).toMatchObject({ kind: 'claimed', failures: 4 });
});

test('failures of two messages that bring one event are counted apart, and forgotten when it is done', async () => {
  const { events, table, time } = open();
  const claim = async (message: string) => {
    const answer = await events.claim(KEY, { message });
    if (answer.kind !== 'claimed') throw new Error(`not claimed but ${answer.kind}`);
    return answer;
  };
  await events.release(KEY, (await claim('one')).lease, 1, 'TypeError');
  const other = await claim('other');
  expect(other).toMatchObject({ failures: 0 });
  await events.release(KEY, other.lease, 0);
  expect(await claim('one')).toMatchObject({ failures: 1, failure: 'TypeError' });
  time.advance(60_001);
  expect(await claim('other')).toMatchObject({ failures: 0 });
  time.advance(60_001);
  const last = await claim('one');
  expect(last).toMatchObject({ failures: 2 });
  expect(last).not.toHaveProperty('failure');
  await events.complete(KEY, last.lease, { outcome: 'answered' });
  expect([...table.items.values()]).toMatchObject([{ state: 'done' }]);
  expect([...table.items.values()][0]).not.toHaveProperty('others');
});
