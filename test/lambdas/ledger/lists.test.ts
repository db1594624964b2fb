import { handOver, optOut } from '../../../lambdas/bot-api/index.ts';
import { asContact, asMessage, contactLists, contactState, recordedLists } from '../../../lambdas/ledger/lists.ts';
import { replyRecordKey, replyRecords } from '../../../lambdas/ledger/replies.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { received } from '../../support/samples.ts';

const HOUR_MS = 60 * 60 * 1000;

const listing = (items: Map<string, Record<string, unknown>>, event: string) => {
  const { list, listedAt } = [...items.values()].find((item) => item.event === event) ?? {};
  return [list, listedAt];
};

test('an event that is decided about is listed in its conversation, by when it was received', async () => {
  const { run, table } = openProcessor();
  await run(queued(received()));
  const event = [...table.items.values()].find((item) => item.event === 'message.received');
  expect(event).toMatchObject({
    list: 'h1',
    listedAt: event?.receivedAt,
    answer: 'reply#cmm0abc123#msg_in_id',
    replies: 1,
  });
});

test('the reason of a silence is kept with the event, and until when a person has the conversation', async () => {
  const { run, table, time } = openProcessor({ bot: { onMessage: () => handOver({ minutes: 30 }) } });
  await run(queued(received({ id: 'one', messageId: 'm1' })));
  await run(queued(received({ id: 'two', messageId: 'm2' })));
  expect(table.items.get('one message.received')).toMatchObject({ outcome: 'silent', because: 'nothing returned' });
  expect(table.items.get('two message.received')).toMatchObject({
    ...{ outcome: 'silent', because: 'handed over' },
    until: time.now() + 30 * 60 * 1000,
  });
});

test('an event that the bot has no handler for says so, and is listed among all that were only recorded', async () => {
  const { run, table } = openProcessor();
  await run(queued(received({ id: 'r1', type: 'reaction', reaction: '👍' })));
  const record = [...table.items.values()].find(({ event }) => event === 'message.received');
  expect(record).toMatchObject({ outcome: 'recorded', because: 'no handler' });
  expect(recordedLists()).toContain(record?.list);
});

test('of the statuses only a failure is listed', async () => {
  const { run, table } = openProcessor();
  await run(queued({ event: 'message.delivered', data: { id: 's1' } }));
  await run(queued({ event: 'message.failed', data: { id: 's2' } }));
  expect(listing(table.items, 'message.delivered')).toEqual([undefined, undefined]);
  expect(listing(table.items, 'message.failed')[0]).toBe('failed');
});

test('an event on which the bot failed is listed as failed, until it is answered', async () => {
  let isBroken = true;
  const onMessage = () => {
    if (isBroken) throw new Error('broken');
    return 'Thanks';
  };
  const { run, table } = openProcessor({ bot: { onMessage } });
  await run(queued(received()));
  expect(listing(table.items, 'message.received')[0]).toBe('failed');
  isBroken = false;
  await run(queued(received()));
  expect(listing(table.items, 'message.received')[0]).toBe('h1');
});

test('a conversation is listed by its state, and moves within the list once an hour at most', async () => {
  const { run, table, time } = openProcessor({ bot: { onMessage: ({ text }) => (text === 'bye' ? optOut() : 'Hi') } });
  await run(queued(received({ id: 'one', messageId: 'm1' })));
  const [first, at] = listing(table.items, '#conversation');
  expect(contactLists('bot')).toContain(first);
  expect(Number(at) % HOUR_MS).toBe(0);
  time.advance(HOUR_MS);
  await run(queued(received({ id: 'two', messageId: 'm2', content: 'bye' })));
  const [second, later] = listing(table.items, '#conversation');
  expect(contactLists('opted-out')).toContain(second);
  expect(Number(later) - Number(at)).toBe(HOUR_MS);
});

test('of a contact whose person had the conversation, the state is over when the time is', () => {
  const rules = { pausedUntil: 10, said: [] };
  expect([contactState(rules, 9), contactState(rules, 10)]).toEqual(['person', 'bot']);
  expect(asContact('h1', rules, 9).list).toMatch(/^contacts#person#[0-7]$/);
});

test('a reply that failed is listed, and no longer when it is sent after all', async () => {
  const time = clock();
  const table = memoryTable();
  const replies = replyRecords(table, ledgerSettings(time));
  const key = replyRecordKey('reply#n#m', 0);
  const fields = { cause: { id: 'e', event: 'message.received' }, conversation: 'h1' };
  const begin = async () => {
    const begun = await replies.begin(key, fields);
    if (begun.kind !== 'begun' && begun.kind !== 'unknown') throw new Error(begun.kind);
    return begun.lease;
  };
  await replies.leaveUnknown(key, await begin(), 'TIMEOUT');
  expect(listing(table.items, key.event)).toEqual(['failed', time.now()]);
  await replies.close(key, await begin(), 'sent', { sentId: 's' });
  expect(listing(table.items, key.event)[0]).toBeUndefined();
});

test('a message that nobody asked for stays listed, as failed or among all of them', () => {
  const key = { id: 'send#x', event: '#reply.0' };
  expect(asMessage(key, 'sent', 5)).toEqual({ list: 'sends' });
  expect(asMessage(key, 'expired', 5)).toEqual({ list: 'failed', listedAt: 5 });
});

test('our numbers are listed from the first event on, in one write for each function', async () => {
  const { run, table } = openProcessor();
  await run(queued(received({ id: 'one', messageId: 'm1' })));
  await run(queued(received({ id: 'two', messageId: 'm2' })));
  expect(table.items.get('number#cmm0abc123 #number')).toMatchObject({ list: 'numbers', listedAt: 0 });
});
