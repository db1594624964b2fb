import type { EventStory } from '../../../operations/stories/story.ts';
import { spoken, withWords } from '../../../operations/stories/words.ts';
import type { KeptLine } from '../../../operations/transcripts.ts';

const NOW = 1_000_000;
const line = (id: string, event: string, text: string, expiresAt = NOW / 1000 + 1): KeptLine => ({
  ...{ conversation: 'h', line: `t ${id} ${event}`, key: { id, event }, words: { text }, expiresAt },
});
const STORY: EventStory = {
  ...{ id: 'e1', event: 'message.received', conversation: 'h' },
  replies: [0, 1].map((index) => ({ id: 'r', index, statuses: [] })),
};

test('each message and each reply of it gets its own words', async () => {
  const asked: unknown[] = [];
  const read = async (hashes: readonly string[]) => {
    asked.push(hashes);
    return [line('e1', 'message.received', 'Oi'), line('r', '#reply.1', 'two'), line('r', '#reply.0', 'one')];
  };
  const [story] = await withWords([STORY], ['h', 'former'], NOW, { read });
  expect(story).toMatchObject({
    words: { text: 'Oi' },
    replies: [{ words: { text: 'one' } }, { words: { text: 'two' } }],
  });
  expect(asked).toEqual([['h', 'former']]);
});

test('what has expired is not shown, although the table still has it', async () => {
  const read = async () => [line('e1', 'message.received', 'Oi', NOW / 1000 - 1)];
  expect(await withWords([STORY], ['h'], NOW, { read })).toEqual([STORY]);
});

test.each([
  ['Oi', { text: 'Oi' }],
  ['Ana: Oi', { text: 'Oi', by: 'Ana' }],
  ['[document] Menu a.pdf', { type: 'document', text: 'Menu', filename: 'a.pdf' }],
  ['[location] Bar, Rua 1', { type: 'location', place: 'Bar, Rua 1' }],
  ['[contacts] Ana, Bia', { type: 'contacts', contacts: ['Ana', 'Bia'] }],
  ['[template] tpl name=Ana', { type: 'template', template: 'tpl', variables: { name: 'Ana' } }],
  ['[reaction]', { type: 'reaction' }],
])('it reads %s', (text, words) => {
  expect(spoken(words)).toBe(text);
});
