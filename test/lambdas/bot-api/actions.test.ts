import { handOver, media, optOut, remember, template, text } from '../../../lambdas/bot-api/index.ts';

test('each action is what the vendor is sent, or what the rules go by', () => {
  expect([
    text('Hi'),
    text('Book?', { buttons: ['Yes', 'No'], header: 'Table', footer: 'Tonight' }),
    template('tpl_1', { name: 'Ana' }),
    template('tpl_2'),
    media('https://example.com/menu.pdf', 'document', { caption: 'Menu' }),
    handOver(),
    handOver({ minutes: 5 }),
    optOut(),
    remember({ step: 'size' }),
    remember(undefined),
  ]).toEqual([
    { kind: 'send', content: { text: 'Hi' } },
    { kind: 'send', content: { text: 'Book?', buttons: ['Yes', 'No'], header: 'Table', footer: 'Tonight' } },
    { kind: 'send', content: { templateId: 'tpl_1', variables: { name: 'Ana' } } },
    { kind: 'send', content: { templateId: 'tpl_2' } },
    {
      kind: 'send',
      content: { media: 'https://example.com/menu.pdf', mediaType: 'document', caption: 'Menu' },
    },
    { kind: 'hand-over' },
    { kind: 'hand-over', minutes: 5 },
    { kind: 'opt-out' },
    { kind: 'remember', memory: { step: 'size' } },
    { kind: 'remember', memory: undefined },
  ]);
});

test('what is remembered is a copy, as JSON has it', () => {
  const memory = { since: new Date(0), nothing: undefined };
  expect(remember(memory)).toEqual({ kind: 'remember', memory: { since: '1970-01-01T00:00:00.000Z' } });
});

test('every kind of message can have a reference', () => {
  const reference = 'order 42';
  const messages = [
    text('Hi', { reference }),
    template('tpl_1', undefined, { reference }),
    media('https://example.com/menu.pdf', 'document', { reference }),
  ];
  for (const message of messages) expect(message).toMatchObject({ content: { reference } });
});

const mistakes: [string, () => unknown, string][] = [
  ['an empty reference', () => text('a', { reference: '' }), 'reference: it must be a text of 1 to 100 characters'],
  ['a long reference', () => template('t', {}, { reference: 'x'.repeat(101) }), '1 to 100 characters'],
  ['an empty text', () => text(' '), 'the text is empty'],
  ['four buttons', () => text('a', { buttons: [1, 2, 3, 4] }), 'at most 3 buttons'],
  ['a header without buttons', () => text('a', { header: 'b' }), 'need buttons'],
  ['an empty id', () => template(''), 'the id is empty'],
  ['what is no URL', () => media('menu.pdf', 'document'), 'public http(s) URL'],
  ['a file of this computer', () => media('file:///etc/passwd', 'document'), 'public http(s) URL'],
  ['another type', () => media('https://example.com/a', 'sticker' as never), 'image, video, document, audio'],
  ['a caption on audio', () => media('https://example.com/a', 'audio', { caption: 'b' }), 'audio has no caption'],
  ['no time at all', () => handOver({ minutes: 0 }), 'more than 0'],
  ['what is no JSON', () => remember(() => 1), 'no JSON'],
  ['too much', () => remember('x'.repeat(65_536)), 'more than 64 KiB'],
];

test.each(mistakes)('%s is refused, with the reason', (_what, make, reason) => {
  expect(make).toThrow(TypeError);
  expect(make).toThrow(reason);
});
