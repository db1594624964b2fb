import { conversationKey } from '../../../lambdas/ledger/conversation.ts';
import { contactHash } from '../../../lambdas/pilot-status/identity.ts';
import type { PublishedEvent } from '../../../lambdas/queue/published-event.ts';
import { HASH_KEY, openOutbox } from '../../support/outbox.ts';

const TO = '+5511999999999';
const CONVERSATION = contactHash('n1', TO, HASH_KEY);

/** A conversation that a person has for another hour. */
async function open() {
  const events: PublishedEvent[] = [];
  const opened = openOutbox({ publish: async (all) => void events.push(...all) });
  const { table, time } = opened;
  const rules = { said: [], pausedUntil: time.now() + 3_600_000, takenOverAt: time.now(), optedOutAt: 5 };
  await table.put({ ...conversationKey(CONVERSATION), version: 3, rules, memory: '{"step":2}' });
  const record = () => table.items.get(`conversation#${CONVERSATION} #conversation`);
  return { ...opened, events, record };
}

test.each([
  ['an event', { conversation: CONVERSATION }],
  ['contact and number', { to: '55 11 99999-9999', number: 'n1' }],
])('a conversation is given back to the bot, by %s, and keeps all else', async (_, resume) => {
  const { ask, record, events, log } = await open();
  expect(await ask({ resume })).toEqual({ conversation: CONVERSATION, resumed: true });
  expect(record()).toMatchObject({ version: 4, memory: '{"step":2}', rules: { optedOutAt: 5, said: [] } });
  expect(record()?.rules).not.toHaveProperty('pausedUntil');
  expect(events).toMatchObject([{ type: 'conversation.resumed', conversation: CONVERSATION, about: { by: 'person' } }]);
  expect(log.steps()).toEqual(['changed']);
  expect(await ask({ resume })).toEqual({ conversation: CONVERSATION, resumed: false });
  // Whoever made it may have been cut off: it is told again, under the same id.
  expect(new Set(events.map(({ id }) => id)).size).toBe(1);
});

test('a contact who is known under another address by now is found', async () => {
  const { ask, table, record } = await open();
  const former = 'f'.repeat(32);
  await table.put({ ...conversationKey(former), home: CONVERSATION });
  expect(await ask({ resume: { conversation: former } })).toMatchObject({ conversation: CONVERSATION, resumed: true });
  expect(record()?.rules).not.toHaveProperty('pausedUntil');
});

test('whoever writes at the same time is not overwritten', async () => {
  const { ask, outbox, record } = await open();
  const { saveDecisions } = outbox.conversations;
  let tries = 0;
  outbox.conversations.saveDecisions = async (...args) => (++tries === 1 ? false : saveDecisions(...args));
  expect(await ask({ resume: { conversation: CONVERSATION } })).toMatchObject({ resumed: true });
  expect(record()).toMatchObject({ version: 4 });
  outbox.conversations.saveDecisions = async () => false;
});

test.each([[{}], ['x'], [{ conversation: 'x' }], [{ to: TO }]])('%j is refused', async (resume) => {
  const { ask } = await open();
  expect(await ask({ resume })).toMatchObject({ refused: { code: 'INVALID' } });
});

test.each([
  ['opt-out', { pausedUntil: expect.any(Number), optedOutAt: expect.any(Number) }, 'contact.opted-out'],
  ['reset', { pausedUntil: expect.any(Number) }, undefined],
] as const)(
  'a contact is changed by %s, once, and the record says that a person did it',
  async (change, rules, type) => {
    const { ask, table, record, events, time } = await open();
    await table.put({
      ...conversationKey(CONVERSATION),
      ...{ version: 3, rules: { said: [], pausedUntil: time.now() + 1 }, memory: '{"step":2}' },
    });
    const contact = { conversation: CONVERSATION, change };
    expect(await ask({ contact: { ...contact, dryRun: true } })).toEqual({ ...contact, changed: true });
    expect(record()).toMatchObject({ version: 3 });
    expect(await ask({ contact })).toEqual({ ...contact, changed: true });
    expect(record()).toMatchObject({ version: 4, rules, byPerson: [{ change, at: time.now() }] });
    expect(record()?.memory).toBe(change === 'reset' ? undefined : '{"step":2}');
    expect(events.map((event) => event.type)).toEqual(type === undefined ? [] : [type]);
    expect(await ask({ contact })).toEqual({ ...contact, changed: false });
    expect(record()).toMatchObject({ version: 4 });
  },
);

test('who opted out can be opted in again, and who never wrote can be opted out', async () => {
  const { ask, record } = await open();
  const by = (change: string) => ({ contact: { to: TO, number: 'n1', change } });
  expect(await ask(by('opt-in'))).toMatchObject({ changed: true });
  expect(record()?.rules).not.toHaveProperty('optedOutAt');
  expect(await ask({ contact: { to: '+5511911111111', number: 'n1', change: 'opt-out' } })).toMatchObject({
    changed: true,
  });
});

test.each([[{}], ['x'], [{ change: 'x', conversation: CONVERSATION }], [{ change: 'reset' }]])(
  'the change %j is refused',
  async (contact) => {
    const { ask } = await open();
    expect(await ask({ contact })).toMatchObject({ refused: { code: 'INVALID' } });
  },
);

test('a change whose event nobody heard is told when it is asked for again', async () => {
  let isDown = true;
  const heard: string[] = [];
  const { ask, table } = openOutbox({
    publish: async (all) => {
      if (isDown) throw new Error('The queue did not take it');
      heard.push(...all.map(({ type }) => type));
    },
  });
  await table.put({ ...conversationKey(CONVERSATION), version: 3, rules: { said: [] } });
  const contact = { conversation: CONVERSATION, change: 'opt-out' };
  expect(await ask({ contact })).toMatchObject({ refused: { code: 'TRY_AGAIN' } });
  isDown = false;
  expect(await ask({ contact })).toMatchObject({ changed: false });
  expect(heard).toEqual(['contact.opted-out']);
});
