import { z } from 'zod';
import {
  type Bot,
  type Conversation,
  defineBot,
  type Message,
  remember,
  text,
} from '../../../lambdas/bot-api/index.ts';
import { type InboundMessage, readDelivery } from '../../../lambdas/pilot-status/events.ts';
import { ask } from '../../../lambdas/processor/ask.ts';
import { type BotEvent, readInboundEvent } from '../../../lambdas/processor/inbound-event.ts';
import { received } from '../../support/samples.ts';

const occasionOf = (body: Record<string, unknown>) => readInboundEvent(readDelivery(body)) as BotEvent;
const CONVERSATION = { id: 'h', with: '+5511999999999', numberId: 'cmm0abc123', memory: undefined };

const ALL: Bot = {
  onMessage: () => 'message',
  onReply: () => 'reply',
  onMedia: () => 'media',
  onButton: () => 'button',
  onLocation: () => 'location',
  onContacts: () => 'contacts',
  onReaction: () => 'reaction',
  onEdit: () => 'edit',
  onDelete: () => 'deletion',
  onGroup: () => 'group',
  onNewsletter: () => 'newsletter',
  onStatus: () => 'status',
};
const SPECIAL: [string, Record<string, unknown>, string][] = [
  ['a text', received(), 'message'],
  ['a quote', { ...received(), event: 'message.reply' }, 'reply'],
  ['a file', received({ type: 'image', mediaLink: 'https://example.com/a' }), 'media'],
  ['a file without a link', received({ type: 'audio' }), 'media'],
  ['a button', received({ type: 'button', buttonId: 'b1', content: 'Yes' }), 'button'],
  ['a button that quotes', { ...received({ buttonId: 'b1', replyContent: 'Yes' }), event: 'message.reply' }, 'button'],
  ['a place', received({ type: 'location', content: '' }), 'location'],
  ['contact cards', received({ type: 'contacts', content: '' }), 'contacts'],
  ['a place in a quote', { ...received({ type: 'location', content: '' }), event: 'message.reply' }, 'location'],
  ['a reaction', received({ type: 'reaction', content: '👍' }), 'reaction'],
  ['a change', received({ type: 'edited' }), 'edit'],
  ['a deletion', received({ type: 'revoked', content: '' }), 'deletion'],
  ['a group', { event: 'message.group', data: { groupId: '1@g.us', fromNumber: '+5511', content: 'Hi' } }, 'group'],
  [
    'a newsletter',
    { event: 'message.newsletter', data: { newsletterId: '1@newsletter', content: 'News' } },
    'newsletter',
  ],
  ['a status', { event: 'message.read', data: { id: 's' } }, 'status'],
];

test.each(SPECIAL)('%s goes to its own handler', async (_what, body, handler) => {
  expect(await ask(ALL, occasionOf(body), CONVERSATION)).toEqual([text(handler)]);
});

test.each(SPECIAL.slice(0, 9))('%s goes to onMessage where there is none of its own', async (_what, body) => {
  expect(await ask({ onMessage: () => 'message' }, occasionOf(body), CONVERSATION)).toEqual([text('message')]);
});

test('a bot without the handler has nothing to say', async () => {
  for (const [, body] of SPECIAL) expect(await ask({}, occasionOf(body), CONVERSATION)).toEqual([]);
});

test('onNumberEvent is told of a number', async () => {
  const told: unknown[] = [];
  const bot = defineBot({ onNumberEvent: async ({ event, numberId }) => void told.push([event, numberId]) });
  await ask(bot, occasionOf({ event: 'number.disconnected', data: { id: 'n1' } }), CONVERSATION);
  expect(told).toEqual([['number.disconnected', 'n1']]);
});

test.each([
  ['nothing', undefined, []],
  ['null', null, []],
  ['an empty text', '', []],
  ['a text', 'Hi', [text('Hi')]],
  ['an action', text('Hi', { buttons: ['a'] }), [text('Hi', { buttons: ['a'] })]],
  ['several, in order', ['a', remember({ n: 1 }), 'b'], [text('a'), remember({ n: 1 }), text('b')]],
])('%s may be returned, now or later', async (_what, answer, actions) => {
  expect(await ask({ onMessage: () => answer }, occasionOf(received()), CONVERSATION)).toEqual(actions);
  expect(await ask({ onMessage: async () => answer }, occasionOf(received()), CONVERSATION)).toEqual(actions);
});

test('what is no answer is an error that says what is', async () => {
  for (const answer of [42, {}, { text: 'Hi' }, [true]]) {
    const asking = ask({ onMessage: () => answer as never }, occasionOf(received()), CONVERSATION);
    await expect(asking).rejects.toThrow('A handler returns a text');
  }
});

test('what the bot throws is thrown, now or later', async () => {
  const now: Bot = {
    onMessage: () => {
      throw new Error('now');
    },
  };
  await expect(ask(now, occasionOf(received()), CONVERSATION)).rejects.toThrow('now');
  await expect(
    ask({ onMessage: () => Promise.reject(new Error('later')) }, occasionOf(received()), CONVERSATION),
  ).rejects.toThrow('later');
});

test('memory that fits the schema comes typed; what does not comes as unknown', async () => {
  const bot = defineBot({
    memory: z.object({ visits: z.number() }),
    onMessage: (_message, { memory, unknownMemory }) => JSON.stringify({ visits: memory?.visits, unknownMemory }),
  });
  const answerTo = (memory: unknown) => ask(bot, occasionOf(received()), { ...CONVERSATION, memory });
  expect(await answerTo({ visits: 2 })).toEqual([text('{"visits":2}')]);
  expect(await answerTo({ visits: 'two' })).toEqual([text('{"unknownMemory":{"visits":"two"}}')]);
  expect(await answerTo(undefined)).toEqual([text('{}')]);
});

test('of a burst each file is given to its handler, the words together to theirs, and all share one memory', async () => {
  const burst = [
    { content: 'Look' },
    { type: 'image', content: '' },
    { content: 'and' },
    { type: 'image', mediaCaption: 'the last' },
    { type: 'location', content: '' },
    { content: 'that is all' },
  ].map((data, i) => (occasionOf(received({ id: `m${i}`, ...data })) as { message: InboundMessage }).message);
  const seen =
    (kind: string) =>
    (message: Message, { memory = 0 }: Conversation<number>) => [
      `${memory} ${kind} ${message.text} ${message.burst.length}`,
      remember(memory + 1),
    ];
  const bot = defineBot<number>({ onMessage: seen('words'), onMedia: seen('file'), onLocation: seen('place') });
  const actions = await ask(bot, { kind: 'message', message: burst[0] as InboundMessage, burst }, CONVERSATION);
  expect(actions.filter(({ kind }) => kind === 'send')).toEqual(
    ['0 file  1', '1 file the last 1', '2 place  1', '3 words Look\nand\nthat is all 3'].map((words) => text(words)),
  );
  expect(actions.filter(({ kind }) => kind === 'remember').at(-1)).toEqual(remember(4));
});

test('a burst is one message with the words of all, the last one at hand', async () => {
  const burst = ['Hi', '', 'I want', 'a pizza'].map(
    (content, i) => (occasionOf(received({ id: `m${i}`, content })) as { message: InboundMessage }).message,
  );
  const seen: unknown[] = [];
  const bot = defineBot({
    onMessage: (message) => void seen.push([message.text, message.id, message.burst.map(({ text }) => text)]),
  });
  await ask(bot, { kind: 'message', message: burst[0] as InboundMessage, burst }, CONVERSATION);
  expect(seen).toEqual([['Hi\nI want\na pizza', 'm3', ['Hi', '', 'I want', 'a pizza']]]);
});
