import { renderStory, renderTimeline } from '../../../cli/events/render.ts';
import type { EventStory } from '../../../operations/stories/story.ts';

const AT = Date.parse('2026-02-24T10:30:00.000Z');
const plain = (text: string) => text;

const story: EventStory = {
  id: 'cm1',
  event: 'message.received',
  conversation: 'f2aa3968baa7ce1ca8c0eb59cfa4a718',
  receivedAt: AT,
  state: 'done',
  outcome: 'answered',
  doneAt: AT + 100,
  replies: [
    {
      id: 'reply#n#m1',
      index: 0,
      state: 'sent',
      statuses: [
        { event: 'message.read', at: AT + 3_000 },
        { event: 'message.delivered', at: AT + 3_100 },
      ],
    },
    { id: 'reply#n#m1', index: 1, state: 'failed', code: 'HTTP_400', updatedAt: AT + 200, statuses: [] },
  ],
};

test('a line tells how far each reply has come, whatever the order of its statuses', () => {
  expect(renderStory(story, plain)).toBe(
    '2026-02-24 10:30:00  message.received   f2aa3968  answered  cm1  reply read  reply failed  ' +
      'the vendor refused it: HTTP_400',
  );
});

test('an event without a time keeps its columns', () => {
  expect(renderStory({ id: 'cm2', event: 'message.sent', state: 'done', replies: [] }, plain)).toBe(
    `${' '.repeat(19)}  message.sent       ${' '.repeat(8)}  done      cm2`,
  );
});

test('a timeline tells the time between two moments, and what is not over', () => {
  const text = renderTimeline({ ...story, state: 'claimed', failures: 3 }, plain);
  expect(text).toContain('not over yet: claimed\nthe bot failed on it 3 times\n');
  expect(text).toMatch(/\+100 ms {2}failed +reply 1 {2}code HTTP_400\n/);
});
