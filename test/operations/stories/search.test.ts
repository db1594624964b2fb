import { handOver } from '../../../lambdas/bot-api/index.ts';
import { replyRecordKey, replyRecords } from '../../../lambdas/ledger/replies.ts';
import { contactHash } from '../../../lambdas/pilot-status/identity.ts';
import type { Processor } from '../../../lambdas/processor/processor.ts';
import { readById } from '../../../operations/stories/by-id.ts';
import { listContacts } from '../../../operations/stories/contacts.ts';
import { findContact } from '../../../operations/stories/find-contact.ts';
import { reasonOf } from '../../../operations/stories/reason.ts';
import { failedStories, latestStories, storiesOfContact } from '../../../operations/stories/search.ts';
import { furthest } from '../../../operations/stories/story.ts';
import { ledgerSettings } from '../../support/clock.ts';
import { memoryReader } from '../../support/memory-reader.ts';
import { openProcessor } from '../../support/processor.ts';
import { queueMessage, received } from '../../support/samples.ts';

const HASH_KEY = 'hash key';
const NUMBER = 'cmm0abc123';
const ANA = '+5511999999999';
const BIA = '+5511988888888';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ALL = { limit: 50, fits: () => true };

/** A ledger that two contacts have written to, and the reply function's records of the answers. */
function open(
  bot: Processor['bot'] = { onMessage: ({ text }) => (text === 'human' ? handOver({ minutes: 60 }) : 'Thanks') },
) {
  const opened = openProcessor({ bot });
  const { run, table, time } = opened;
  const replies = replyRecords(table, ledgerSettings(time));
  let count = 0;
  /** @returns the id of the event */
  const writes = async (from: string, content = 'Hi', more: object = {}) => {
    const id = `event_${++count}`;
    const data = { ...received().data, id, from, messageId: `m_${count}`, content, createdAt: undefined, ...more };
    const body = JSON.stringify({ event: 'message.received', data });
    const attributes = { id, event: 'message.received', receivedAt: String(time.now()) };
    await run(queueMessage({ body, attributes, group: contactHash(NUMBER, from, HASH_KEY) }));
    time.advance(MINUTE_MS);
    return id;
  };
  const status = async (sentId: string, event: string, from: string) => {
    const body = JSON.stringify({ event, data: { id: sentId, to: from, numberId: NUMBER } });
    const attributes = { id: sentId, event, receivedAt: String(time.now()) };
    await run(queueMessage({ body, attributes, group: contactHash(NUMBER, from, HASH_KEY) }));
  };
  /** The answer to the latest event leaves, or fails. */
  const ends = async (from: string, state: 'sent' | 'failed' | 'expired', fields: Record<string, string> = {}) => {
    const key = replyRecordKey(`reply#${NUMBER}#m_${count}`, 0);
    const cause = { id: `event_${count}`, event: 'message.received' };
    const begun = await replies.begin(key, { cause, conversation: contactHash(NUMBER, from, HASH_KEY) });
    if (begun.kind !== 'begun') throw new Error(begun.kind);
    await replies.close(key, begun.lease, state, fields);
    const { sentId } = fields;
    if (sentId) table.items.set(`${sentId} #reply`, { id: sentId, event: '#reply', reply: key });
  };
  return { ...opened, reader: memoryReader(table), writes, status, ends };
}

type World = ReturnType<typeof open>;

const storiesOf = async (address: string, { reader }: World, search = {}) => {
  const found = await findContact({ address, hashKey: HASH_KEY }, reader);
  return storiesOfContact(
    found.flatMap(({ hashes }) => hashes),
    { ...ALL, ...search },
    reader,
  );
};

test('a contact is found by any spelling, with what became of their messages, and of nobody else', async () => {
  const world = open();
  await world.writes(ANA);
  await world.ends(ANA, 'sent', { sentId: 's1' });
  await world.status('s1', 'message.delivered', ANA);
  await world.writes(BIA);
  const stories = await storiesOf('55 11 99999-9999', world);
  expect(stories).toMatchObject([{ id: 'event_1', outcome: 'answered', replies: [{ sentId: 's1' }] }]);
  expect(stories.map(({ replies }) => replies.map(furthest))).toEqual([['delivered']]);
  expect(stories.map(reasonOf)).toEqual([undefined]);
});

test('the reason of each silence is said', async () => {
  const world = open();
  await world.writes(ANA, 'human');
  await world.writes(ANA, 'still there?');
  await world.writes(ANA, 'PARAR');
  await world.writes(ANA, 'hello');
  await world.writes(BIA, 'seen', { type: 'reaction', reaction: '👍' });
  expect((await storiesOf(ANA, world)).map(reasonOf)).toEqual([
    'the contact has opted out',
    'the reply waits to be sent, or is a dead letter',
    expect.stringMatching(/^a person has the conversation until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
    'the bot returned nothing',
  ]);
  expect((await storiesOf(BIA, world)).map(reasonOf)).toEqual(['the bot has no handler for it']);
});

test('what failed is found with the event that it answers, whoever reports it', async () => {
  const world = open();
  await world.writes(ANA);
  await world.ends(ANA, 'failed', { code: 'INVALID_NUMBER' });
  await world.writes(BIA);
  await world.ends(BIA, 'sent', { sentId: 's2' });
  expect((await failedStories(ALL, world.reader)).map(({ id }) => id)).toEqual(['event_1']);
  await world.status('s2', 'message.failed', BIA);
  const failed = await failedStories(ALL, world.reader);
  expect(failed.map(({ id }) => id)).toEqual(['event_2', 'event_1']);
  expect(failed.map(reasonOf)).toEqual(['WhatsApp did not deliver it', 'the vendor refused it: INVALID_NUMBER']);
});

test('a message on which the bot failed is among what failed, with its error, and with its contact', async () => {
  const world = open({
    onMessage: () => {
      throw new TypeError('x is not a function');
    },
  });
  await world.writes(ANA);
  for (const stories of [await failedStories(ALL, world.reader), await storiesOf(ANA, world)]) {
    expect(stories.map(({ id }) => id)).toEqual(['event_1']);
    expect(stories.map(reasonOf)).toEqual([expect.stringMatching(/^the bot failed once: .*TypeError/)]);
  }
});

test('the latest come first, however long ago, as many as are asked for', async () => {
  const world = open();
  await world.writes(ANA, 'the first');
  world.time.advance(3 * DAY_MS);
  await world.writes(BIA);
  await world.writes(ANA);
  await world.writes(BIA, 'seen', { type: 'reaction', reaction: '👍' });
  const latest = async (search: object) => {
    const stories = await latestStories({ ...ALL, ...search }, world.time.now(), world.reader);
    return stories.map(({ id, outcome }) => (outcome === 'recorded' ? outcome : id));
  };
  expect(await latest({})).toEqual(['recorded', 'event_3', 'event_2', 'event_1']);
  expect(await latest({ limit: 2 })).toEqual(['recorded', 'event_3']);
  expect(await latest({ from: world.time.now() - DAY_MS })).toEqual(['recorded', 'event_3', 'event_2']);
  expect(await latest({ fits: ({ outcome }: { outcome?: string }) => outcome === 'answered', limit: 3 })).toEqual([
    ...['event_3', 'event_2', 'event_1'],
  ]);
});

test('contacts are listed by their state, those who wrote last first', async () => {
  const world = open();
  await world.writes(ANA, 'human');
  await world.writes(BIA);
  const listed = async (search: object, now = world.time.now()) =>
    (await listContacts({ limit: 50, ...search }, now, world.reader)).map(({ conversation, state }) => [
      conversation,
      state,
    ]);
  const [ana, bia] = [ANA, BIA].map((address) => contactHash(NUMBER, address, HASH_KEY));
  expect(await listed({})).toEqual([
    [bia, 'bot'],
    [ana, 'person'],
  ]);
  expect(await listed({ state: 'person' })).toEqual([[ana, 'person']]);
  expect(await listed({ state: 'person' }, world.time.now() + DAY_MS)).toEqual([]);
  expect(await listed({ state: 'bot' }, world.time.now() + DAY_MS)).toHaveLength(2);
  expect(await listed({ limit: 1 })).toEqual([[bia, 'bot']]);
});

test('an id of any kind leads to the event, with its answer', async () => {
  const world = open();
  await world.writes(ANA);
  await world.ends(ANA, 'sent', { sentId: 's1' });
  for (const id of ['event_1', 's1', 'm_1', `reply#${NUMBER}#m_1`]) {
    expect(await readById(id, world.reader)).toContainEqual(
      expect.objectContaining({ id: 'event_1', replies: [expect.objectContaining({ sentId: 's1' })] }),
    );
  }
  expect(await readById('nothing', world.reader)).toEqual([]);
});

test('the replies to what an older version answered are found, too', async () => {
  const world = open();
  await world.writes(ANA);
  await world.ends(ANA, 'sent', { sentId: 's1' });
  for (const item of world.table.items.values()) delete item.answer;
  const conversation = [...world.table.items.values()].find(({ event }) => event === '#conversation');
  if (conversation) conversation.decisions = {};
  expect(await readById('event_1', world.reader)).toMatchObject([{ id: 'event_1', replies: [{ sentId: 's1' }] }]);
});
