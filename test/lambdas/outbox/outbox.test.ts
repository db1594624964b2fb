import { conversationKey } from '../../../lambdas/ledger/conversation.ts';
import { contactHash } from '../../../lambdas/pilot-status/identity.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { HASH_KEY, openOutbox } from '../../support/outbox.ts';

const SEND = { to: '+55 11 99999-9999', key: 'order-1', text: 'Your order has left' };
const HOUR = 3_600_000;
const CONTACT = contactHash('n1', SEND.to, HASH_KEY);

/** A time so many ms after the clock of the test begins. */
const inMs = (time: { now(): number }, ms: number) => new Date(time.now() + ms).toISOString();

test('a message is queued, sent once, and every later request for it is answered with what became of it', async () => {
  const { ask, work, sends } = openOutbox();
  expect(await ask(SEND)).toEqual({ key: 'order-1', state: 'queued' });
  expect(await ask(SEND)).toEqual({ key: 'order-1', state: 'queued' });
  expect(await work()).toEqual([DONE, DONE]);
  expect(sends).toMatchObject([{ apiKey: 'ps_one', to: '+5511999999999', content: { text: 'Your order has left' } }]);
  expect(await ask(SEND)).toEqual({ key: 'order-1', state: 'sent', sentId: 'msg_1' });
  expect(await work()).toEqual([]);
});

test('a request that was cut off after the record was written is made whole by the next', async () => {
  const { ask, work, sends, outbox } = openOutbox();
  const { enqueue } = outbox;
  outbox.enqueue = async (messages) => messages.map(() => false);
  expect(await ask(SEND)).toMatchObject({ key: 'order-1', refused: { code: 'TRY_AGAIN' } });
  outbox.enqueue = enqueue;
  await ask(SEND);
  await work();
  expect(sends).toHaveLength(1);
});

test('a key that was used for another message is refused, whatever became of that', async () => {
  const { ask, work, sends } = openOutbox();
  await ask(SEND);
  const other = { ...SEND, text: 'Something else' };
  expect(await ask(other)).toMatchObject({ key: 'order-1', refused: { code: 'KEY_REUSED' } });
  await work();
  expect(await ask(other)).toMatchObject({ refused: { code: 'KEY_REUSED' } });
  expect(await ask({ ...SEND, to: '+5521999999999' })).toMatchObject({ refused: { code: 'KEY_REUSED' } });
  await work();
  expect(sends).toHaveLength(1);
});

test('the same message in other words of JSON, or to another spelling of the number, is the same', async () => {
  const { ask, work, sends } = openOutbox();
  const template = { id: 'tpl_1', variables: { a: '1', b: '2' } };
  await ask({ to: SEND.to, key: 'k', template });
  await work();
  const again = { key: 'k', template: { variables: { b: '2', a: '1' }, id: 'tpl_1' }, to: '5511999999999' };
  expect(await ask(again)).toMatchObject({ state: 'sent' });
  expect(sends).toHaveLength(1);
});

test('a message for a date waits in a schedule, and is sent when it is due', async () => {
  const { ask, work, pass, sends, schedules, time } = openOutbox();
  const at = inMs(time, 48 * HOUR);
  expect(await ask({ ...SEND, at })).toEqual({ key: 'order-1', state: 'scheduled', at });
  expect(await work()).toEqual([DONE]);
  expect([...schedules.values()]).toEqual([Date.parse(at)]);
  await pass(47 * HOUR);
  expect(sends).toHaveLength(0);
  await pass(HOUR);
  expect(sends).toHaveLength(1);
  expect(await ask({ ...SEND, at })).toEqual({ key: 'order-1', state: 'sent', sentId: 'msg_1' });
});

test('a message that waits can be moved to another date, and the old schedule comes to nothing', async () => {
  const { ask, work, pass, sends, schedules, time, queue } = openOutbox();
  await ask({ ...SEND, at: inMs(time, 2 * HOUR) });
  await work();
  const [old] = [...schedules.keys()];
  const at = inMs(time, 5 * HOUR);
  expect(await ask({ ...SEND, at })).toEqual({ key: 'order-1', state: 'scheduled', at });
  // The old schedule is due before the job that removes it is worked on.
  const moved = queue.splice(0);
  await pass(2 * HOUR);
  expect(sends).toHaveLength(0);
  queue.push(...moved);
  await work();
  expect([...schedules.keys()]).toHaveLength(1);
  expect(schedules.has(old as string)).toBe(false);
  await pass(3 * HOUR);
  await pass(3 * HOUR);
  expect(sends).toHaveLength(1);
});

test('a move whose answer was lost, and that then meets itself, is made whole', async () => {
  const { ask, work, pass, sends, outbox, time } = openOutbox();
  await ask({ ...SEND, at: inMs(time, 2 * HOUR) });
  await work();
  const { move } = outbox.records;
  outbox.records.move = async (message, revision) => {
    await move(message, revision);
    return move(message, revision);
  };
  const at = inMs(time, 5 * HOUR);
  expect(await ask({ ...SEND, at })).toMatchObject({ state: 'scheduled', at });
  await work();
  await pass(5 * HOUR);
  expect(sends).toHaveLength(1);
});

test('moving a message to a date that is past sends it now', async () => {
  const { ask, work, sends, time } = openOutbox();
  await ask({ ...SEND, at: inMs(time, 2 * HOUR) });
  await work();
  expect(await ask({ ...SEND, at: inMs(time, -HOUR) })).toEqual({ key: 'order-1', state: 'queued' });
  await work();
  expect(sends).toHaveLength(1);
});

test('a message that waits can be cancelled, and stays so', async () => {
  const { ask, work, pass, sends, schedules, time } = openOutbox();
  const at = inMs(time, 2 * HOUR);
  await ask({ ...SEND, at });
  await work();
  expect(await ask({ cancel: 'order-1' })).toEqual({ key: 'order-1', state: 'cancelled' });
  expect(await ask({ cancel: 'order-1' })).toEqual({ key: 'order-1', state: 'cancelled' });
  await work();
  expect(schedules.size).toBe(0);
  expect(await ask({ ...SEND, at })).toEqual({ key: 'order-1', state: 'cancelled' });
  await pass(3 * HOUR);
  expect(sends).toHaveLength(0);
});

test('what is sent cannot be cancelled, and what was never asked for is not known', async () => {
  const { ask, work } = openOutbox();
  expect(await ask({ cancel: 'order-1' })).toMatchObject({ key: 'order-1', refused: { code: 'KEY_UNKNOWN' } });
  await ask(SEND);
  await work();
  expect(await ask({ cancel: 'order-1' })).toMatchObject({ state: 'sent' });
  expect(await ask({ cancel: '' })).toMatchObject({ refused: { code: 'INVALID' } });
});

test('a contact who has opted out is refused, and one who opts out while a message waits gets nothing', async () => {
  const { ask, work, pass, sends, table, time } = openOutbox();
  await ask({ ...SEND, at: inMs(time, 2 * HOUR) });
  await work();
  time.advance(HOUR);
  await table.put({ ...conversationKey(CONTACT), rules: { said: [], optedOutAt: time.now() } });
  expect(await ask({ ...SEND, key: 'order-2' })).toMatchObject({ key: 'order-2', refused: { code: 'OPTED_OUT' } });
  await pass(HOUR);
  expect(sends).toHaveLength(0);
  expect(await ask(SEND)).toEqual({ key: 'order-1', state: 'overtaken', code: 'OPTED_OUT' });
});

test('a person who has taken over keeps no reminder from being sent', async () => {
  const { ask, work, pass, sends, table, time } = openOutbox();
  await ask({ ...SEND, at: inMs(time, 2 * HOUR) });
  await work();
  time.advance(HOUR);
  const rules = { said: [], takenOverAt: time.now(), pausedUntil: time.now() + 9 * HOUR };
  await table.put({ ...conversationKey(CONTACT), rules });
  await pass(HOUR);
  expect(sends).toHaveLength(1);
});

test('a message is not sent late', async () => {
  const { ask, work, pass, sends, time } = openOutbox();
  await ask({ ...SEND, at: inMs(time, HOUR), expires: inMs(time, 1.5 * HOUR) });
  await work();
  await pass(2 * HOUR);
  expect(sends).toHaveLength(0);
  expect(await ask({ ...SEND, at: inMs(time, -HOUR) })).toMatchObject({ state: 'expired' });
});

test('free text outside the window of a Meta number becomes its template, or expires', async () => {
  const window = { lengthMs: 24 * HOUR, template: 'tpl_reopen' };
  const withTemplate = openOutbox({ sender: { window } });
  await withTemplate.ask(SEND);
  await withTemplate.work();
  expect(withTemplate.sends).toMatchObject([{ content: { templateId: 'tpl_reopen' } }]);

  const without = openOutbox({ sender: { window: { ...window, template: undefined } } });
  await without.ask(SEND);
  await without.ask({ to: SEND.to, key: 'k2', template: { id: 'tpl_left' } });
  await without.work();
  expect(without.sends).toMatchObject([{ content: { templateId: 'tpl_left' } }]);
  expect(await without.ask(SEND)).toMatchObject({ state: 'expired', code: 'WINDOW_CLOSED' });

  const open = openOutbox({ sender: { window } });
  await open.table.put({ ...conversationKey(CONTACT), rules: { said: [], heardAt: open.time.now() - HOUR } });
  await open.ask(SEND);
  await open.work();
  expect(open.sends).toMatchObject([{ content: { text: SEND.text } }]);
});

test('free text that is due now, to a contact whose window is closed, is refused at once', async () => {
  const { ask, table, time } = openOutbox({ windowMs: 24 * HOUR });
  expect(await ask(SEND)).toMatchObject({
    refused: { code: 'WINDOW_CLOSED', reason: expect.stringContaining('has never written') },
  });
  await table.put({ ...conversationKey(CONTACT), rules: { said: [], heardAt: time.now() - 25 * HOUR } });
  expect(await ask(SEND)).toMatchObject({
    refused: { reason: expect.stringContaining('has not written for 24 hours') },
  });
  expect(await ask({ ...SEND, at: inMs(time, HOUR) })).toMatchObject({ state: 'scheduled' });
  expect(await ask({ to: SEND.to, key: 't', template: { id: 'tpl' } })).toMatchObject({ state: 'queued' });
  expect(await ask({ ...SEND, key: 'g', to: '1@g.us' })).toMatchObject({ state: 'queued' });
  await table.put({ ...conversationKey(CONTACT), rules: { said: [], heardAt: time.now() - 23 * HOUR } });
  expect(await ask({ ...SEND, key: 'k' })).toMatchObject({ state: 'queued' });
});

test('what the vendor refuses is told, and what is unknown is looked for as a reply is', async () => {
  const failed = openOutbox({ outcomes: [{ kind: 'failed', code: 'TEMPLATE_NOT_FOUND' }] });
  await failed.ask(SEND);
  await failed.work();
  expect(await failed.ask(SEND)).toEqual({ key: 'order-1', state: 'failed', code: 'TEMPLATE_NOT_FOUND' });
  const unknown = openOutbox({ outcomes: [{ kind: 'unknown', code: 'RESPONSE_LOST' }] });
  await unknown.ask(SEND);
  expect(await unknown.work()).toMatchObject([{ kind: 'retry' }]);
  expect(await unknown.ask(SEND)).toMatchObject({ state: 'unknown', code: 'RESPONSE_LOST' });
});

test('several messages get an answer each, and one that is refused refuses no other', async () => {
  const { ask, work, sends } = openOutbox();
  const answers = await ask({
    sends: [
      { ...SEND, key: 'a' },
      { ...SEND, key: 'b', text: ' ' },
      { ...SEND, key: 'c' },
      { to: 'x', key: 'd', text: 'x' },
    ],
  });
  expect(answers).toMatchObject({
    results: [
      { key: 'a', state: 'queued' },
      { key: 'b', refused: { code: 'INVALID' } },
      { key: 'c', state: 'queued' },
      { key: 'd', refused: { code: 'INVALID' } },
    ],
  });
  await work();
  expect(sends).toHaveLength(2);
  expect(await ask({ sends: Array(101).fill(SEND) })).toMatchObject({ refused: { code: 'INVALID' } });
  expect(await ask({ sends: [] })).toMatchObject({ refused: { code: 'INVALID' } });
});

test('a dry run says what would be done, and does nothing', async () => {
  const { ask, queue, table, time } = openOutbox();
  const at = inMs(time, HOUR);
  expect(await ask({ sends: [SEND, { ...SEND, key: 'b', at }, { ...SEND, to: '' }], dryRun: true })).toMatchObject({
    results: [{ state: 'queued' }, { state: 'scheduled', at }, { refused: { code: 'INVALID' } }],
  });
  expect(queue).toEqual([]);
  expect(table.items.size).toBe(0);
});

test('the number is the only one that has a key, or has to be given', async () => {
  const several = openOutbox({ readApiKeySecret: async () => '{"n1":"ps_one","n2":"ps_two"}' });
  expect(await several.ask(SEND)).toMatchObject({ refused: { code: 'NUMBER_NEEDED' } });
  expect(await several.ask({ ...SEND, number: 'n2' })).toMatchObject({ state: 'queued' });
  expect(await several.ask({ ...SEND, key: 'k', number: 'n3' })).toMatchObject({ refused: { code: 'NUMBER_UNKNOWN' } });
  const plain = openOutbox({ readApiKeySecret: async () => 'ps_one' });
  expect(await plain.ask(SEND)).toMatchObject({ refused: { code: 'NUMBER_NEEDED' } });
  expect(await plain.ask({ ...SEND, number: 'n9' })).toMatchObject({ state: 'queued' });
});

test('when AWS fails for one message, the caller is to try again', async () => {
  const { ask, outbox, log } = openOutbox();
  outbox.contactOf = async () => {
    throw new Error('Throttled');
  };
  expect(await ask(SEND)).toMatchObject({ key: 'order-1', refused: { code: 'TRY_AGAIN' } });
  expect(log.steps()).toEqual(['broken']);
});

test('after its contact was erased, a message that waited is not sent', async () => {
  const { ask, work, pass, sends, table, time } = openOutbox();
  await ask({ ...SEND, at: inMs(time, HOUR) });
  await work();
  const [record] = [...table.items.values()];
  const { id, event, state, expiresAt } = record as never;
  await table.put({ id, event, state, expiresAt });
  await pass(2 * HOUR);
  expect(sends).toHaveLength(0);
});

test('the record of a closed message holds nothing of it', async () => {
  const { ask, work, table } = openOutbox();
  await ask(SEND);
  await work();
  const record = [...table.items.values()].find(({ id }) => String(id).startsWith('send#'));
  expect(record).toMatchObject({ state: 'sent', key: 'order-1' });
  expect(JSON.stringify(record)).not.toMatch(/has left|99999/);
});
