import { conversationRecords } from '../../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../../lambdas/ledger/events.ts';
import type { Lease } from '../../../lambdas/ledger/lease.ts';
import { messageRecords } from '../../../lambdas/ledger/messages.ts';
import { replyRecordKey, replyRecords } from '../../../lambdas/ledger/replies.ts';
import type { Key } from '../../../lambdas/ledger/table.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { NOTHING } from '../../support/rules.ts';

function open() {
  const time = clock();
  const settings = ledgerSettings(time);
  const table = memoryTable();
  const events = eventRecords(table, settings);
  return {
    time,
    settings,
    table,
    events,
    replies: replyRecords(table, settings),
    messages: messageRecords(table, settings),
    conversations: conversationRecords(table, settings, events.isDone),
  };
}

const leaseOf = (taken: { kind: string; lease?: Lease }): Lease => {
  if (taken.lease === undefined) throw new Error(`no lease but ${taken.kind}`);
  return taken.lease;
};

const BEGUN = { cause: { id: 'done', event: 'message.received' }, conversation: 'h' };

/** Every way in which the functions write to the ledger: eleven records. */
async function writeAll({ time, events, replies, messages, conversations }: ReturnType<typeof open>): Promise<void> {
  const received = (id: string): Key => ({ id, event: 'message.received' });
  const [done, released, crashed] = [received('done'), received('released'), received('crashed')];
  await events.complete(done, leaseOf(await events.claim(done, {})), { outcome: 'answered' });
  await events.release(released, leaseOf(await events.claim(released, {})), 1);
  await events.claim(crashed, {});
  await events.record({ id: 'msg_1', event: 'message.sent' }, {});
  await conversations.saveDecisions(
    await conversations.read('h'),
    { 'reply#n#m': { replies: [{ text: 'a' }], cause: done } },
    NOTHING,
  );
  await conversations.saveDecisions(
    await conversations.read('h'),
    { 'reply#n#m2': { replies: [], cause: released } },
    NOTHING,
  );
  await messages.linkReply('msg_1', replyRecordKey('reply#n#m', 0), { text: 'a', conversation: 'h' });
  await messages.linkWhatsappId('wa', 'msg_1', 'h');

  const reply = (index: number): Key => replyRecordKey('reply#n#m', index);
  const [sent, queued, unknown, abandoned] = [reply(0), reply(1), reply(2), reply(3)];
  await replies.close(sent, leaseOf(await replies.begin(sent, BEGUN)), 'sent', { sentId: 'msg_1' });
  await replies.requeue(queued, leaseOf(await replies.begin(queued, BEGUN)), 'HTTP_429');
  await replies.leaveUnknown(unknown, leaseOf(await replies.begin(unknown, BEGUN)), 'RESPONSE_LOST');
  await replies.begin(abandoned, BEGUN);
  time.advance(60_001);
  await events.claim(crashed, {});
  await replies.begin(abandoned, BEGUN);
}

test('every record that the functions write says when it expires: one retention after it was last written', async () => {
  const ledger = open();
  const start = ledger.time.now();
  await writeAll(ledger);
  const items = [...ledger.table.items.values()];
  expect(items).toHaveLength(11);
  for (const { id, event, expiresAt } of items) {
    expect({ id, event, expiresAt }).toEqual({ id, event, expiresAt: expect.any(Number) });
    expect(Number(expiresAt) * 1000).toBeGreaterThanOrEqual(start + ledger.settings.retentionMs);
    expect(Number(expiresAt) * 1000).toBeLessThanOrEqual(ledger.time.now() + ledger.settings.retentionMs);
  }
});
