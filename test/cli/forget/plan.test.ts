import { type Erasure, erase, inLedger } from '../../../cli/forget/erase.ts';
import { planErasure } from '../../../cli/forget/plan.ts';
import { contactSlots } from '../../../lambdas/ledger/contact-slots.ts';
import { conversationRecords } from '../../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../../lambdas/ledger/events.ts';
import type { Lease } from '../../../lambdas/ledger/lease.ts';
import { messageRecords } from '../../../lambdas/ledger/messages.ts';
import { replyRecordKey, replyRecords } from '../../../lambdas/ledger/replies.ts';
import type { Item, Key } from '../../../lambdas/ledger/table.ts';
import type { Ledger } from '../../../operations/ledger.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { type MemoryTable, memoryTable } from '../../support/memory-table.ts';
import { NOTHING } from '../../support/rules.ts';

const EVENT = { id: 'e1', event: 'message.received' };
const REPLY = replyRecordKey('reply#n#m', 0);
const FIELDS = { conversation: 'h', numberId: 'n', receivedAt: 1 };
const ANSWER = { cause: EVENT, conversation: 'h' };

function open() {
  const time = clock();
  const settings = ledgerSettings(time);
  const table = memoryTable();
  const events = eventRecords(table, settings);
  const plan = () => planErasure([...table.items.values()].filter(tellsOfContact).map(copy), time.now());
  return {
    time,
    table,
    events,
    replies: replyRecords(table, settings),
    messages: messageRecords(table, settings),
    conversations: conversationRecords(table, settings, events.isDone),
    plan,
    forget: (): Promise<Erasure> => erase(plan(), inLedger(ledgerOf(table))),
    record: (key: Key) => table.items.get(`${key.id} ${key.event}`),
  };
}

const tellsOfContact = ({ conversation }: Item) => conversation === 'h';
const copy = (item: Item): Item => structuredClone(item);

/** The table as the CLI sees it. */
function ledgerOf(table: MemoryTable): Pick<Ledger, 'set' | 'delete'> {
  return { set: table.set, delete: table.delete };
}

function leaseOf(taken: { kind: string; lease?: Lease }): Lease {
  if (taken.lease === undefined) throw new Error(`no lease but ${taken.kind}`);
  return taken.lease;
}

/** A message that was answered, and whose answer was read. */
async function answered({ events, replies, messages, conversations }: ReturnType<typeof open>): Promise<void> {
  const claim = leaseOf(await events.claim(EVENT, FIELDS));
  await conversations.saveDecisions(
    await conversations.read('h'),
    { [REPLY.id]: { replies: [{ text: 'a' }], cause: EVENT } },
    NOTHING,
  );
  await events.complete(EVENT, claim, { outcome: 'answered' });
  const lease = leaseOf(await replies.begin(REPLY, ANSWER));
  await messages.linkReply('msg_1', REPLY, { text: 'a', conversation: 'h' });
  await replies.close(REPLY, lease, 'sent', { sentId: 'msg_1', correlationId: 'c', sentAt: 2 });
  await messages.linkWhatsappId('wa', 'msg_1', 'h');
  await events.record({ id: 'msg_1', event: 'message.read' }, FIELDS);
}

test('an answered message keeps what stops it from being answered again, until it expires', async () => {
  const ledger = open();
  await answered(ledger);
  expect(await ledger.forget()).toEqual({
    erased: { conversations: 1, messages: 1, whatsappIds: 1 },
    kept: { tombstones: 3, inWork: 0 },
  });
  const times = { doneAt: expect.any(Number), expiresAt: expect.any(Number) };
  expect([...ledger.table.items.values()]).toEqual([
    { ...EVENT, numberId: 'n', format: 1, state: 'done', outcome: 'answered', receivedAt: 1, ...times },
    {
      ...REPLY,
      cause: EVENT,
      format: 1,
      state: 'sent',
      sentAt: 2,
      attemptedAt: expect.any(Number),
      updatedAt: expect.any(Number),
      expiresAt: expect.any(Number),
    },
    {
      id: 'msg_1',
      event: 'message.read',
      numberId: 'n',
      format: 1,
      state: 'done',
      outcome: 'recorded',
      receivedAt: 1,
      ...times,
    },
  ]);
  expect(await ledger.events.claim(EVENT, FIELDS)).toEqual({ kind: 'duplicate' });
  expect(await ledger.replies.begin(REPLY, ANSWER)).toEqual({ kind: 'closed', state: 'sent' });
  const later = { ...ANSWER, cause: { ...EVENT, event: 'message.reply' } };
  expect(await ledger.replies.begin(replyRecordKey(REPLY.id, 1), later)).toEqual({ kind: 'other' });
});

test('when the next message to the contact may go out is deleted, and not counted', async () => {
  const ledger = open();
  await contactSlots(ledger.table, ledgerSettings(ledger.time), 6_000)('h');
  expect(await ledger.forget()).toEqual({
    erased: { conversations: 0, messages: 0, whatsappIds: 0 },
    kept: { tombstones: 0, inWork: 0 },
  });
  expect(ledger.table.items.size).toBe(0);
});

test('a second run finds nothing to do', async () => {
  const ledger = open();
  await answered(ledger);
  await ledger.forget();
  expect(ledger.plan()).toEqual([]);
});

test('while a worker holds an event, the event and the conversation are left to it, until it is done', async () => {
  const { events, conversations, forget, table } = open();
  await conversations.saveDecisions(
    await conversations.read('h'),
    {
      'reply#0': {
        replies: [],
        cause: { id: 'e0', event: 'x' },
      },
    },
    NOTHING,
  );
  const lease = leaseOf(await events.claim(EVENT, FIELDS));
  const read = await conversations.read('h');
  expect(await forget()).toMatchObject({ erased: { conversations: 0 }, kept: { tombstones: 0, inWork: 2 } });
  expect(await conversations.saveDecisions(read, { [REPLY.id]: { replies: [], cause: EVENT } }, NOTHING)).toBe(true);
  expect(await events.complete(EVENT, lease, { outcome: 'answered' })).toBe(true);
  expect(await forget()).toMatchObject({ erased: { conversations: 1 }, kept: { tombstones: 1, inWork: 0 } });
  expect([...table.items.values()].filter(tellsOfContact)).toEqual([]);
});

test.each(['was given back', 'was left by a worker that crashed'])(
  'an event that %s goes on with its failures',
  async (how) => {
    const { events, forget, time, record } = open();
    const lease = leaseOf(await events.claim(EVENT, FIELDS));
    if (how === 'was given back') await events.release(EVENT, lease, 1);
    time.advance(60_001);
    expect(await forget()).toMatchObject({ kept: { tombstones: 1, inWork: 0 } });
    expect(record(EVENT)).not.toHaveProperty('conversation');
    expect(await events.claim(EVENT, FIELDS)).toMatchObject({ kind: 'claimed', failures: 1 });
  },
);

describe('a reply that is open', () => {
  test('and queued is left, and begun again', async () => {
    const { replies, forget } = open();
    await replies.requeue(REPLY, leaseOf(await replies.begin(REPLY, ANSWER)), 'HTTP_429');
    expect(await forget()).toMatchObject({ kept: { inWork: 1 } });
    expect(await replies.begin(REPLY, ANSWER)).toMatchObject({ kind: 'begun' });
  });

  test('and being sent can still be closed', async () => {
    const { replies, forget } = open();
    const lease = leaseOf(await replies.begin(REPLY, ANSWER));
    await forget();
    expect(await replies.close(REPLY, lease, 'sent', {})).toBe(true);
    expect(await forget()).toMatchObject({ kept: { tombstones: 1, inWork: 0 } });
  });

  test('and of unknown outcome is still distinguished from earlier replies, whose texts are gone', async () => {
    const ledger = open();
    const { replies, messages, forget, time } = ledger;
    await answered(ledger);
    const later = replyRecordKey('reply#n#later', 0);
    await replies.leaveUnknown(later, leaseOf(await replies.begin(later, ANSWER)), 'RESPONSE_LOST');
    const attemptedAt = time.now();
    expect(await forget()).toMatchObject({ erased: { messages: 1, whatsappIds: 0 }, kept: { inWork: 2 } });
    expect(await messages.identify({ whatsappId: 'wa' }, later)).toEqual({ is: 'another' });
    expect(await messages.quoted({ whatsappId: 'wa' })).toEqual({ reply: REPLY.id });

    const beginning = await replies.begin(later, ANSWER);
    expect(beginning).toMatchObject({ kind: 'unknown', attemptedAt });
    await replies.close(later, leaseOf(beginning), 'sent', {});
    expect(await forget()).toMatchObject({ erased: { messages: 1, whatsappIds: 1 }, kept: { inWork: 0 } });
    expect([...ledger.table.items.values()].filter(tellsOfContact)).toEqual([]);
  });
});

test('a conversation in which a decision was written since it was read is left for the next run', async () => {
  const { conversations, plan, table } = open();
  await conversations.saveDecisions(
    await conversations.read('h'),
    { 'reply#1': { replies: [], cause: EVENT } },
    NOTHING,
  );
  const old = plan();
  await conversations.saveDecisions(
    await conversations.read('h'),
    { 'reply#2': { replies: [], cause: EVENT } },
    NOTHING,
  );
  expect(await erase(old, inLedger(ledgerOf(table)))).toMatchObject({
    erased: { conversations: 0 },
    kept: { inWork: 1 },
  });
  expect(Object.keys((await conversations.read('h')).decisions)).toContain('reply#2');
});

test('a record that has expired since it was read does not come back', async () => {
  const ledger = open();
  await answered(ledger);
  const old = ledger.plan();
  ledger.table.items.clear();
  expect(await erase(old, inLedger(ledgerOf(ledger.table)))).toMatchObject({
    erased: { conversations: 0, messages: 0, whatsappIds: 0 },
    kept: { tombstones: 0 },
  });
  expect(ledger.table.items.size).toBe(0);
});
