import { searchOf } from '../../../cli/events/filter.ts';
import { type EventStory, storiesOf, timelineOf } from '../../../operations/stories/story.ts';

const RECORDS = [
  {
    id: 'cm1',
    event: 'message.received',
    conversation: 'c',
    receivedAt: 1_000,
    state: 'done',
    outcome: 'answered',
    doneAt: 1_100,
  },
  {
    id: 'reply#n#m1',
    event: '#reply.1',
    cause: { id: 'cm1', event: 'message.received' },
    state: 'failed',
    code: 'HTTP_400',
  },
  {
    id: 'reply#n#m1',
    event: '#reply.0',
    cause: { id: 'cm1', event: 'message.received' },
    state: 'sent',
    sentId: 'msg_1',
    attemptedAt: 1_200,
    updatedAt: 1_300,
  },
  { id: 'reply#n#m2', event: '#reply.0', cause: { id: 'cm2', event: 'message.received' }, state: 'sent' },
  { id: 'msg_1', event: 'message.read', state: 'done', outcome: 'recorded', receivedAt: 4_000 },
  { id: 'msg_1', event: 'message.sent', state: 'done', outcome: 'recorded', receivedAt: 2_000 },
];

const storyOf = (id: string, records = RECORDS) => storiesOf(records).find((story) => story.id === id) as EventStory;

test('an event has its own replies, in order, and a reply the statuses of its send', () => {
  expect(storyOf('cm1').replies).toMatchObject([
    { index: 0, state: 'sent', sentId: 'msg_1', statuses: [{ event: 'message.sent' }, { event: 'message.read' }] },
    { index: 1, state: 'failed', code: 'HTTP_400', statuses: [] },
  ]);
});

test('the order of the records makes no difference', () => {
  expect(storyOf('cm1', [...RECORDS].reverse())).toEqual(storyOf('cm1'));
});

test('a tombstone is a story too, although it names nobody', () => {
  expect(storyOf('cm9', [{ id: 'cm9', event: 'message.received', state: 'done' } as never])).toEqual({
    id: 'cm9',
    event: 'message.received',
    state: 'done',
    replies: [],
  });
});

test('a timeline is in order, and leaves out what has no time', () => {
  expect(timelineOf(storyOf('cm1')).map(({ at, what }) => `${at} ${what}`)).toEqual([
    '1000 received',
    '1100 answered',
    '1200 sending',
    '1300 sent',
    '2000 message.sent',
    '4000 message.read',
  ]);
});

test('an outcome is that of the event or of one of its replies; all that is given must fit', () => {
  const fits = (options: object) => searchOf(options, 10_000).fits(storyOf('cm1'));
  expect([{}, { outcome: 'answered' }, { outcome: 'failed' }, { outcome: 'done' }].map(fits)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(fits({ outcome: 'unknown' })).toBe(false);
  expect(fits({ since: '9s' })).toBe(true);
  expect(fits({ since: '8s' })).toBe(false);
  expect(fits({ since: '9s', event: 'message.reply' })).toBe(false);
});

test('an event without a time is found as long as no time is asked for', () => {
  const story = { id: 'x', event: 'message.received', replies: [] };
  expect(searchOf({}, 10_000).fits(story)).toBe(true);
  expect(searchOf({ until: '1s' }, 10_000).fits(story)).toBe(false);
});
