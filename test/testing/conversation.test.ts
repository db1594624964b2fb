import { defineBot, handOver, media, optOut, remember, template, text } from '../../lambdas/bot-api/index.ts';
import { conversation } from '../../testing/index.ts';

test('a text is given as a string, and everything else with all its fields', async () => {
  const menu = media('https://example.com/menu.pdf', 'document', { caption: 'Menu' });
  const contact = conversation(
    defineBot({ onMessage: () => ['Hi', text('Yes?', { buttons: ['Yes'] }), template('tpl', { a: 'b' }), menu] }),
  );
  expect(await contact.says('oi')).toEqual([
    'Hi',
    { text: 'Yes?', buttons: ['Yes'] },
    { templateId: 'tpl', variables: { a: 'b' } },
    { media: 'https://example.com/menu.pdf', mediaType: 'document', caption: 'Menu' },
  ]);
});

test('what the bot remembers it knows the next time', async () => {
  const counts = defineBot<number>({ onMessage: (_message, { memory = 0 }) => remember(memory + 1) });
  const contact = conversation(counts, { memory: 2 });
  expect(await contact.says('oi')).toEqual([]);
  await contact.says('oi');
  expect(contact.memory).toBe(4);
});

test('a contact is who the test says, and each message has ids of its own', async () => {
  const seen: unknown[] = [];
  const bot = defineBot({
    onMessage: (message, { with: address, numberId }) => void seen.push({ ...message, address, number: numberId }),
  });
  const ana = conversation(bot, { from: '+5511777777777', name: 'Ana', numberId: 'cmm1' });
  await ana.says('oi', { createdAt: '2026-02-24T10:30:00.000Z' });
  await ana.says('oi');
  const who = { from: '+5511777777777', address: '+5511777777777', name: 'Ana', numberId: 'cmm1', number: 'cmm1' };
  expect(seen).toMatchObject([
    { ...who, text: 'oi', messageId: 'wamid.in.1', createdAt: '2026-02-24T10:30:00.000Z' },
    { ...who, text: 'oi', messageId: 'wamid.in.2' },
  ]);
});

const listener = defineBot({
  onMessage: () => text('Shall I?', { buttons: ['Yes', 'No'] }),
  onButton: ({ button }) => `pressed ${button?.text}`,
  onMedia: ({ media: file, text: caption }) => `got ${file?.type} ${caption}`,
  onLocation: ({ location }) => `at ${location?.name}`,
  onReply: ({ quoted, text: words }) => `${words} about ${quoted?.text}`,
  onReaction: ({ emoji, reacted }) => `${emoji} on ${reacted?.text}`,
  onEdit: ({ text: words }) => `now ${words}`,
  onStatus: ({ code }) => `failed with ${code}`,
});

test('buttons, files, places, quotes and reactions reach their handlers', async () => {
  const contact = conversation(listener);
  expect(await contact.reacts('👍')).toEqual(['👍 on undefined']);
  await contact.says('oi');
  expect(await contact.presses('Yes')).toEqual(['pressed Yes']);
  expect(await contact.sends({ type: 'image', caption: 'Our shop' })).toEqual(['got image Our shop']);
  expect(await contact.says('', { type: 'location', location: { name: 'Sé' } })).toEqual(['at Sé']);
  expect(await contact.quotes('Why?')).toEqual(['Why? about at Sé']);
  expect(await contact.reacts()).toEqual(['undefined on Why? about at Sé']);
});

test('any other event can be given as the bot gets it', async () => {
  const contact = conversation(listener);
  const edit = { event: 'message.received', from: '+5511999999999', text: 'Two', data: {} } as const;
  expect(await contact.happens({ kind: 'edit', message: edit })).toEqual(['now Two']);
  const status = { event: 'message.failed', status: 'failed', code: 'X', data: {} } as const;
  expect(await contact.happens({ kind: 'status', status })).toEqual(['failed with X']);
});

test.each([
  ['is handed over', handOver({ minutes: 5 }), { handedOver: true, handedOverMinutes: 5, optedOut: false }],
  ['has opted out', optOut(), { handedOver: false, handedOverMinutes: undefined, optedOut: true }],
])('the bot is not asked about a contact who %s until they are back', async (_how, action, state) => {
  const onMessage = jest.fn(() => ['Bye', action]);
  const contact = conversation(defineBot({ onMessage }));
  expect(await contact.says('oi')).toEqual(['Bye']);
  expect(contact).toMatchObject(state);
  expect(await contact.says('oi')).toEqual([]);
  expect(onMessage).toHaveBeenCalledTimes(1);
  contact.comesBack();
  expect(contact).toMatchObject({ handedOver: false, optedOut: false });
  expect(await contact.says('oi')).toEqual(['Bye']);
});

test('what the bot throws, and an answer that makes no sense, reach the test', async () => {
  const throwing = () => {
    throw new RangeError('no pizza');
  };
  await expect(conversation({ onMessage: throwing }).says('oi')).rejects.toThrow('no pizza');
  await expect(conversation({ onMessage: () => 7 as never }).says('oi')).rejects.toThrow(TypeError);
});

const reminds = defineBot({
  onMessage({ text: words }, { sendLater, cancel }) {
    const [wish = '', key = ''] = words.split(' ');
    if (wish === 'cancel') cancel(key);
    if (wish === 'stop') return optOut();
    if (wish === 'at') {
      sendLater({ at: '2030-12-24T18:00:00-03:00', key, expires: new Date('2030-12-25T00:00:00Z') }, template('tpl'));
    }
    if (wish === 'in') sendLater({ in: { hours: 20 }, key, expires: { hours: 1 } }, 'Did it work?');
    return undefined;
  },
});

test('what the bot sends later waits with its key, its words and its time', async () => {
  const contact = conversation(reminds);
  expect(contact.later).toEqual([]);
  expect(await contact.says('at visit-7')).toEqual([]);
  await contact.says('in ask-again');
  expect(contact.later).toEqual([
    {
      key: 'visit-7',
      reply: { templateId: 'tpl' },
      at: new Date('2030-12-24T21:00:00Z'),
      expires: new Date('2030-12-25T00:00:00Z'),
    },
    { key: 'ask-again', reply: 'Did it work?', inMinutes: 1200, expiresInMinutes: 60 },
  ]);
});

test('the same key again moves what waits, cancel takes it away, and an opt-out everything', async () => {
  const contact = conversation(reminds);
  await contact.says('at one');
  await contact.says('in two');
  await contact.says('in one');
  expect(contact.later).toMatchObject([
    { key: 'two', inMinutes: 1200 },
    { key: 'one', reply: 'Did it work?', inMinutes: 1200 },
  ]);
  expect(contact.later[1]).not.toHaveProperty('at');
  await contact.says('cancel two');
  await contact.says('cancel nothing');
  expect(contact.later.map(({ key }) => key)).toEqual(['one']);
  await contact.says('stop');
  contact.comesBack();
  expect(contact.later).toEqual([]);
});
