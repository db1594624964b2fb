import fc from 'fast-check';
import { deliveryStatus, messageRecords, readDeliveryStatus } from '../../../lambdas/ledger/messages.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table.ts';

const REPLY = { id: 'reply#n#m', event: '#reply.0' };

function open() {
  const table = memoryTable();
  return { table, messages: messageRecords(table, ledgerSettings(clock())) };
}

test('a quoted message is found by the id of WhatsApp, and by the id of the send', async () => {
  const { messages } = open();
  await messages.linkReply('msg_1', REPLY, { text: 'Thanks', conversation: 'h' });
  await messages.linkWhatsappId('wamid.1', 'msg_1', 'h');
  expect(await messages.quoted({ whatsappId: 'wamid.1' })).toEqual({ text: 'Thanks', reply: 'reply#n#m' });
  expect(await messages.quoted({ sentId: 'msg_1' })).toEqual({ text: 'Thanks', reply: 'reply#n#m' });
});

test('it does not matter whether the vendor tells of the message before we have recorded that we sent it', async () => {
  const { messages } = open();
  await messages.linkWhatsappId('wamid.1', 'msg_1', 'h');
  await messages.linkReply('msg_1', REPLY, { text: 'Thanks', conversation: 'h' });
  expect(await messages.quoted({ whatsappId: 'wamid.1' })).toMatchObject({ text: 'Thanks' });
});

test('of a quoted message that is not ours nothing is known', async () => {
  const { messages } = open();
  await messages.linkWhatsappId('wamid.1', 'msg_of_a_person', 'h');
  expect(await messages.quoted({ whatsappId: 'wamid.1' })).toEqual({});
  expect(await messages.quoted({ whatsappId: 'wamid.2' })).toEqual({});
});

describe('a message in the history', () => {
  const LINK = { text: 'Thanks', conversation: 'h' };

  test('is the reply that its id is linked to, and no other, nor another part of the same answer', async () => {
    const { messages } = open();
    await messages.linkReply('msg_1', REPLY, LINK);
    expect(await messages.identify({ sentId: 'msg_1' }, REPLY)).toEqual({ is: 'it', sentId: 'msg_1' });
    for (const other of [
      { ...REPLY, id: 'reply#n#other' },
      { ...REPLY, event: '#reply.1' },
    ]) {
      expect(await messages.identify({ sentId: 'msg_1' }, other)).toEqual({ is: 'another' });
    }
  });

  test('is known by the id of WhatsApp, whatever the history calls its id', async () => {
    const { messages } = open();
    await messages.linkWhatsappId('wamid.1', 'msg_1', 'h');
    const match = { sentId: 'row_7', whatsappId: 'wamid.1' };
    expect(await messages.identify(match, REPLY)).toEqual({ is: 'a send', sentId: 'msg_1' });
    await messages.linkReply('msg_1', { ...REPLY, event: '#reply.1' }, LINK);
    expect(await messages.identify(match, REPLY)).toEqual({ is: 'another' });
  });

  test.each(['message.sent', 'message.delivered', 'message.read', 'message.failed'])(
    'is a send of ours when %s tells of it by that id',
    async (event) => {
      const { messages, table } = open();
      await table.put({ id: 'msg_1', event, state: 'done' });
      expect(await messages.identify({ sentId: 'msg_1' }, REPLY)).toEqual({ is: 'a send', sentId: 'msg_1' });
    },
  );

  test('is nothing known as long as nothing ties its ids to a send', async () => {
    const { messages, table } = open();
    await table.put({ id: 'msg_1', event: 'message.received', state: 'done' });
    for (const match of [{}, { sentId: 'msg_1' }, { whatsappId: 'wamid.1' }]) {
      expect(await messages.identify(match, REPLY)).toEqual({ is: 'nothing known' });
    }
  });
});

describe('the delivery status', () => {
  const EVENTS = ['#reply', 'message.sent', 'message.delivered', 'message.read', 'message.failed'];
  const RANK = ['queued', 'sent', 'failed', 'delivered', 'read'];
  const records = (events: string[]) => events.map((event) => ({ id: 'msg_1', event }));

  test.each([
    [[], undefined],
    [['#reply'], 'queued'],
    [['message.delivered'], 'delivered'],
    [['message.delivered', 'message.sent', '#reply'], 'delivered'],
    [['message.read', 'message.delivered'], 'read'],
    [['message.sent', 'message.failed'], 'failed'],
    [['message.failed', 'message.delivered'], 'delivered'],
  ])('of %j is %j', (events, status) => {
    expect(deliveryStatus(records(events))).toBe(status);
  });

  test('never goes back, in whatever order the events come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(EVENTS), (events) => {
        const ranks = events.map((_, i) => RANK.indexOf(deliveryStatus(records(events.slice(0, i + 1))) ?? ''));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
    );
  });

  test('is read with one query', async () => {
    const { table, messages } = open();
    await table.put({ id: 'msg_1', event: 'message.sent' });
    await messages.linkReply('msg_1', REPLY, { text: 'Thanks', conversation: 'h' });
    expect(await readDeliveryStatus(table, 'msg_1')).toBe('sent');
    expect(table.calls).toMatchObject({ get: 0, query: 1 });
  });
});
