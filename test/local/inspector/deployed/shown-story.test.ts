import { messagesOf, stepsOf, summaryOf } from '../../../../local/inspector/deployed/shown-story.ts';
import type { EventStory, ReplyStory } from '../../../../operations/stories/story.ts';

const CONVERSATION = 'a'.repeat(32);
const reply = (fields: Partial<ReplyStory> = {}): ReplyStory => ({
  ...{ id: 'reply#n#m', index: 0, state: 'sent', sentId: 's1', attemptedAt: 1_200, updatedAt: 1_300, statuses: [] },
  ...fields,
});
const story = (fields: Partial<EventStory> = {}): EventStory => ({
  ...{
    id: 'e1',
    event: 'message.received',
    conversation: CONVERSATION,
    receivedAt: 1_000,
    state: 'done',
    doneAt: 1_100,
  },
  ...{ outcome: 'answered', answer: 'reply#n#m', replies: [reply()] },
  ...fields,
});
const shown = (fields: Partial<EventStory>) => summaryOf(story(fields), 7, { conversation: CONVERSATION });
const status = (event: string) => ({ event, at: 2_000 });

test.each<[string, Partial<EventStory>, object]>([
  ['sent', {}, { station: 'vendor', progress: 'done', outcome: 'sent' }],
  ['read', { replies: [reply({ statuses: [status('message.read')] })] }, { outcome: 'sent', reached: 'read' }],
  [
    'delivered, where one of two is only that',
    { replies: [reply({ statuses: [status('message.read')] }), reply({ statuses: [status('message.delivered')] })] },
    { outcome: 'sent', reached: 'delivered' },
  ],
  [
    'failed, where the vendor reports it later',
    { replies: [reply({ statuses: [status('message.failed')] })] },
    { progress: 'done', outcome: 'failed', text: 'WhatsApp did not deliver it' },
  ],
  ['refused', { replies: [reply({ state: 'failed', code: 'X' })] }, { station: 'reply', outcome: 'failed', code: 'X' }],
  ['unknown', { replies: [reply({ state: 'unknown' })] }, { progress: 'waiting', outcome: 'unknown' }],
  ['under way', { replies: [] }, { station: 'replies', progress: 'moving', outcome: 'answered' }],
  [
    'silent',
    { replies: [], outcome: 'silent', because: 'opted out' },
    { station: 'processor', progress: 'done', outcome: 'silent', text: 'the contact has opted out' },
  ],
  [
    'failed in the bot',
    { replies: [], state: 'claimed', failures: 2, failure: 'TypeError' },
    { progress: 'waiting', failure: 'TypeError', attempts: 3 },
  ],
])('an event is shown as %s', (_, fields, expected) => {
  expect(shown(fields)).toMatchObject({ n: 7, contact: CONVERSATION, ...expected });
});

test('who a person has named is shown and found by the number, everybody else by the hash', () => {
  const named = summaryOf(story(), 7, { conversation: CONVERSATION, phone: '+5511999999999' });
  expect(named).toMatchObject({ contact: '+5511999999999' });
  expect(named.ids).toEqual([CONVERSATION, '+5511999999999', '5511999999999', 'reply#n#m', 's1']);
  expect(shown({}).ids).not.toContain('+5511999999999');
});

test('a chat has a bubble for what was heard and for what was said, without words', () => {
  const messages = messagesOf(story({ replies: [reply({ statuses: [status('message.read')] })] }), 7, {
    conversation: CONVERSATION,
  });
  expect(messages).toMatchObject([
    { side: 'contact', state: 'received', at: 1_000, chat: CONVERSATION, n: 7 },
    { side: 'bot', state: 'read', at: 1_200 },
  ]);
  const taken = messagesOf(story({ because: 'taken over', replies: [] }), 7, { conversation: CONVERSATION });
  expect(taken).toMatchObject([{ side: 'team' }]);
});

test('the steps are those that the ledger knows the time of, each at its station', () => {
  const steps = stepsOf(story({ replies: [reply({ statuses: [status('message.read')] })] }));
  expect(steps.map(({ at, station, what }) => [at, station, what])).toEqual([
    [1_000, 'ingest', 'received'],
    [1_100, 'processor', 'answered'],
    [1_200, 'reply', 'sending'],
    [1_300, 'reply', 'sent'],
    [2_000, 'vendor', 'message.read'],
  ]);
});
