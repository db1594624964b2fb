import { contactSlots, type TakeContactSlot } from '../../../lambdas/ledger/contact-slots.ts';
import type { QueueMessage } from '../../../lambdas/queue/message.ts';
import { DONE, type Worker, workInOrder } from '../../../lambdas/queue/worker.ts';
import { readConfig } from '../../../lib/config.ts';
import { maxReceives } from '../../../lib/receives.ts';
import { type Clock, clock, ledgerSettings } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { memoryTable, withLostAnswer } from '../../support/memory-table.ts';
import { queueMessage } from '../../support/samples.ts';

const GAP_MS = 6_000;

function open(gapMs = GAP_MS) {
  const time = clock();
  const table = memoryTable();
  return { time, table, take: contactSlots(table, ledgerSettings(time), gapMs) };
}

test('a contact has one slot in each gap', async () => {
  const { take, time } = open();
  expect(await take('h')).toEqual({ kind: 'taken' });
  time.advance(1_000);
  expect(await take('h')).toEqual({ kind: 'far', askAgainMs: GAP_MS - 1_000 + 1 });
  time.advance(GAP_MS - 1_000 + 1);
  expect(await take('h')).toEqual({ kind: 'taken' });
});

test('one contact keeps no other waiting', async () => {
  const { take } = open();
  await take('h');
  expect(await take('other')).toEqual({ kind: 'taken' });
});

test('of two functions that ask at once, one gets the slot', async () => {
  const { take, table, time } = open();
  const settings = { ...ledgerSettings(time), newOwner: () => 'another function' };
  const takeElsewhere = contactSlots(table, settings, GAP_MS);
  const slots = await Promise.all([take('h'), takeElsewhere('h')]);
  expect(slots.map(({ kind }) => kind)).toEqual(['taken', 'far']);
});

test('a slot whose answer was lost, and which the SDK took again, is taken', async () => {
  const { table, time } = open();
  const take = contactSlots(withLostAnswer(table), ledgerSettings(time), GAP_MS);
  expect(await take('h')).toEqual({ kind: 'taken' });
});

test('its record tells of the contact, so that it can be erased, and outlives the gap by no more than an hour', async () => {
  const { take, table, time } = open();
  await take('h');
  const expiresAt = (time.now() + GAP_MS) / 1_000 + 3_600;
  expect([...table.items.values()]).toMatchObject([
    { id: 'conversation#h', event: '#pace', conversation: 'h', format: 1, expiresAt },
  ]);
});

test('without a gap nothing is asked and nothing is written', async () => {
  const { take, table } = open(0);
  expect([await take('h'), await take('h')]).toEqual([{ kind: 'taken' }, { kind: 'taken' }]);
  expect(table.calls).toEqual({ get: 0, query: 0, put: 0, set: 0 });
});

interface Waiting {
  message: QueueMessage;
  visibleAt: number;
  receives: number;
}

/** Works off a queue with so many replies to one contact, in batches of ten. */
async function workOff(replies: number, take: TakeContactSlot, time: Clock) {
  const all: Waiting[] = Array.from({ length: replies }, () => ({
    message: queueMessage(),
    visibleAt: time.now(),
    receives: 0,
  }));
  const waiting = new Map(all.map((entry) => [entry.message.id, entry]));
  const sent: string[] = [];
  const worker: Worker = {
    handle: async ([head]) => {
      const slot = await take('h');
      if (slot.kind === 'far') return { kind: 'retry', afterMs: slot.askAgainMs };
      sent.push(head?.id ?? '');
      waiting.delete(head?.id ?? '');
      return DONE;
    },
    postpone: async ({ id }, afterMs) => {
      const entry = waiting.get(id);
      // A visibility timeout is a number of whole seconds.
      if (entry) entry.visibleAt = time.now() + Math.ceil(afterMs / 1_000) * 1_000;
    },
    park: () => Promise.reject(new Error('nothing is to be parked')),
    reserveMs: 0,
    remainingMs: () => 1,
    random: () => 0,
    log: recordedLog(),
  };
  const startedAt = time.now();
  for (; waiting.size > 0; time.advance(100)) {
    const entries = [...waiting.values()];
    // While one of a group is invisible, SQS gives out no other.
    if (entries.some(({ visibleAt }) => visibleAt > time.now())) continue;
    const batch = entries.slice(0, 10);
    for (const entry of batch) entry.receives++;
    await workInOrder(
      batch.map(({ message }) => message),
      worker,
    );
  }
  return { sent, all, lastedMs: time.now() - startedAt };
}

test.each([6, 60])(
  'fifty replies to one contact leave in order every %i s, none received more than ten times, half of the lowest limit there is',
  async (secondsBetweenReplies) => {
    const { take, time } = open(secondsBetweenReplies * 1_000);
    const { sent, all, lastedMs } = await workOff(50, take, time);
    expect(sent).toEqual(all.map(({ message }) => message.id));
    expect(lastedMs / 1_000).toBeLessThan(49 * (secondsBetweenReplies + 1) + 1);
    expect(Math.max(...all.map(({ receives }) => receives))).toBeLessThanOrEqual(10);
    expect(maxReceives(readConfig({ replyUsefulHours: 1, secondsBetweenReplies }))).toBeGreaterThanOrEqual(20);
  },
);
