import type { ShownDeadLetter } from '../../../local/inspector/protocol.ts';
import { received } from '../../support/samples.ts';
import { CONTACT, replyJob, SAMPLE_ID, tracedPipeline } from '../../support/traced-pipeline.ts';

const KEY = { id: SAMPLE_ID, event: 'message.received' };

describe('the chat', () => {
  test('holds what came to the webhook, whoever posted it', () => {
    const on = tracedPipeline();
    on.answered(received({ id: 'curl-1', quotedMessageId: 'wamid.7' }));
    expect(on.tracer.state().messages).toEqual([
      {
        id: 'curl-1',
        chat: CONTACT,
        side: 'contact',
        name: 'WhatsApp name',
        at: 999,
        state: 'received',
        content: { text: 'Hi', quotes: 'wamid.7' },
        n: 1,
      },
    ]);
  });

  test('holds nothing of what was not let in', () => {
    const on = tracedPipeline();
    on.answered(received(), { status: 401 });
    on.answered(received(), { status: 503 });
    expect(on.tracer.state().messages).toEqual([]);
    on.answered(received());
    expect(on.tracer.state().messages).toHaveLength(1);
  });

  test.each([
    ['a person of the team', { fromMe: true, from: '+5511888888888', to: CONTACT }, { side: 'team', chat: CONTACT }],
    [
      'a place',
      { type: 'location', content: '', location: { name: 'Office' } },
      { content: { location: { name: 'Office' } } },
    ],
    [
      'an address card',
      { type: 'contacts', content: '', contacts: [{ name: 'Bia', phones: ['+5511'] }] },
      { content: { contacts: [{ name: 'Bia', phones: ['+5511'] }] } },
    ],
    [
      'a file with a caption',
      { type: 'image', content: '', mediaLink: 'https://x.example/a', mediaCaption: 'Look' },
      { content: { media: { type: 'image', link: 'https://x.example/a', caption: 'Look' } } },
    ],
    [
      'a reaction',
      { type: 'reaction', content: '👍', quotedMessageId: 'wamid.1' },
      { content: { reaction: '👍', quotes: 'wamid.1' } },
    ],
  ])('holds what comes from %s', (_, data, expected) => {
    const on = tracedPipeline();
    on.answered(received(data));
    expect(on.tracer.state().messages).toMatchObject([expected]);
  });

  test('holds what is written in a group, with who wrote it', () => {
    const on = tracedPipeline();
    const data = { ...received().data, groupId: '1@g.us', groupName: 'Family', fromNumber: CONTACT };
    on.answered({ event: 'message.group', data });
    const said = { chat: '1@g.us', name: 'Family', writer: CONTACT, side: 'contact' };
    expect(on.tracer.state().messages).toMatchObject([said]);
  });

  test('holds the replies where no simulator knows them, and what became of them', () => {
    const on = tracedPipeline();
    on.decided();
    on.replied({ sentId: 'msg_1' });
    const reply = () => on.tracer.state().messages.find(({ id }) => id === 'msg_1');
    expect(reply()).toMatchObject({ side: 'bot', chat: CONTACT, state: 'queued', content: { text: 'Thanks' }, n: 1 });
    on.recorded('message.read', 'msg_1');
    on.recorded('message.delivered', 'msg_1');
    expect(reply()).toMatchObject({ state: 'read' });
  });

  test('holds a reply that the vendor refused, as failed and with the code', () => {
    const on = tracedPipeline();
    on.decided();
    on.replying('s1');
    on.says('reply', 's1', 'failed', { ...KEY, code: 'INVALID_PAYLOAD' });
    expect(on.tracer.state().messages.at(-1)).toMatchObject({ side: 'bot', state: 'failed', code: 'INVALID_PAYLOAD' });
    expect(on.event(1)).toMatchObject({ outcome: 'failed', code: 'INVALID_PAYLOAD' });
  });

  test('is empty when it is emptied, and what becomes of its messages then is not heard', () => {
    const on = tracedPipeline();
    const sent = {
      id: 'msg_1',
      messageId: null,
      direction: 'OUTBOUND',
      status: 'QUEUED',
      destination: { destinationNumber: CONTACT },
      content: { text: 'Thanks' },
      createdAt: 1,
    } as const;
    on.wrote(sent);
    on.answered(received({ id: 'other', from: '+5511977777777' }));
    on.tracer.empty(CONTACT);
    on.tracer.observeVendor({ kind: 'status', message: { ...sent, status: 'READ' } });
    expect(on.tracer.state()).toMatchObject({ messages: [{ id: 'other' }], events: [{ n: 1 }] });
  });
});

test.each([
  ['its conversation', { conversation: 'c' }],
  ['one of its events', { key: KEY }],
])('all about a contact is forgotten by %s: chat, events and statuses', (_, of) => {
  const on = tracedPipeline();
  on.decided();
  on.replied({ sentId: 'msg_1' });
  on.recorded('message.read', 'msg_1', { to: '' });
  on.answered(received({ id: 'other', from: '+5511977777777' }));
  expect(on.tracer.state().events).toHaveLength(3);
  expect(on.tracer.forget(of)).toBe(true);
  expect(on.tracer.state()).toMatchObject({ messages: [{ id: 'other' }], events: [{ id: 'other' }] });
  expect(on.tracer.forget(of)).toBe(false);
});

test('what was sent unasked is listed with what it says and its contact', () => {
  const on = tracedPipeline();
  const key = { id: 'send#abc', event: '#send.1' };
  on.taken('reply', 's', { as: 'm', ...key });
  on.wrote({
    id: 'msg_1',
    messageId: null,
    direction: 'OUTBOUND',
    status: 'QUEUED',
    destination: { destinationNumber: CONTACT },
    content: { text: 'Your order is ready' },
    createdAt: 1,
  });
  on.says('reply', 's', 'sent', { ...key, sentId: 'msg_1' });
  expect(on.event(1)).toMatchObject({ contact: CONTACT, text: 'Your order is ready', outcome: 'sent' });
  expect(on.tracer.state().messages).toMatchObject([{ id: 'msg_1', side: 'bot', n: 1 }]);
});

describe('what became of the replies', () => {
  test('is what the slowest of them has come to', () => {
    const on = tracedPipeline();
    on.decided({ replies: 2 });
    on.replied({ sentId: 'msg_1' });
    on.replying('s2', { reply: `reply#${SAMPLE_ID}`, index: 1 });
    on.says('reply', 's2', 'sent', { ...KEY, sentId: 'msg_2' });
    on.recorded('message.read', 'msg_1');
    expect(on.event(1)).not.toHaveProperty('reached');
    on.recorded('message.delivered', 'msg_2');
    expect(on.event(1)).toMatchObject({ outcome: 'sent', reached: 'delivered' });
    on.recorded('message.read', 'msg_2');
    expect(on.event(1)).toMatchObject({ outcome: 'sent', reached: 'read' });
  });

  test('is a failure when one failed later, whenever it is known which event it answers', () => {
    for (const isEarly of [true, false]) {
      const on = tracedPipeline();
      const fail = () => on.recorded('message.failed', 'msg_1', { errorMessage: 'WHATSAPP_NOT_EXIST' });
      if (isEarly) fail();
      on.decided();
      on.replied({ sentId: 'msg_1' });
      if (!isEarly) fail();
      const n = isEarly ? 2 : 1;
      expect(on.event(n)).toMatchObject({ station: 'vendor', outcome: 'failed', code: 'WHATSAPP_NOT_EXIST' });
      expect(on.tracer.state().messages.find(({ id }) => id === 'msg_1')).toMatchObject(
        isEarly ? { n } : { state: 'failed', code: 'WHATSAPP_NOT_EXIST' },
      );
    }
  });

  test('is no failure when only the confirmation did not come', () => {
    const on = tracedPipeline();
    on.decided();
    on.replied({ sentId: 'msg_1' });
    on.recorded('message.failed', 'msg_1', { errorMessage: 'DELIVERED_NOT_CONFIRMED' });
    expect(on.event(1)).toMatchObject({ outcome: 'sent' });
  });
});

describe('what SQS moved to a dead-letter queue', () => {
  const letter = (fields: Partial<ShownDeadLetter> = {}): ShownDeadLetter => ({
    queue: 'events',
    messageId: 'm',
    at: 5_000,
    body: '{}',
    attributes: {},
    n: 1,
    ...fields,
  });

  test('is parked, once, although no function said so', () => {
    const on = tracedPipeline();
    on.taken('processor', 'p', { as: 'm' });
    on.batch('processor', 'p', { failed: ['m'] });
    expect(on.event(1)).toMatchObject({ progress: 'waiting' });
    on.tracer.parked([letter()]);
    on.tracer.parked([letter(), letter({ n: 99 })]);
    expect(on.event(1)).toMatchObject({ progress: 'parked', station: 'events', parkings: 1 });
    expect(on.shown().at(-1)).toBe('processor>events!');
    expect(on.whats(1)?.at(-1)).toBe('parked');
  });

  test('is the reply that the letter holds', () => {
    const on = tracedPipeline();
    on.decided({ replies: 2 });
    on.replied();
    const job = { reply: `reply#${SAMPLE_ID}`, index: 1 };
    on.replying('s2', job);
    on.batch('reply', 's2', { failed: [`r-${SAMPLE_ID}-1`] });
    on.tracer.parked([letter({ queue: 'replies', body: JSON.stringify(replyJob(job)) })]);
    expect(on.event(1)).toMatchObject({ progress: 'parked', station: 'replies' });
  });

  test('is parked again when it comes back', () => {
    const on = tracedPipeline();
    for (const run of ['p1', 'p2']) {
      on.taken('processor', run, { as: run });
      on.says('processor', run, 'parked', { ...KEY });
      on.batch('processor', run, { handled: [run] });
    }
    expect(on.event(1)).toMatchObject({ progress: 'parked', parkings: 2, attempts: 2 });
  });
});

test.each([
  [{ type: 'location', content: '', location: { latitude: 1, longitude: 2 } }, 'location: 1, 2'],
  [{ type: 'contacts', content: '', contacts: [{ name: 'Bia', phones: ['+5511'] }] }, 'contact: Bia +5511'],
  [{ type: 'sticker', content: '', mediaLink: 'https://x.example/s', mediaType: 'sticker' }, 'sticker'],
])('what was sent without words has some in the list: %j', (data, words) => {
  const on = tracedPipeline();
  on.answered(received(data));
  expect(on.event(1)?.text).toBe(words);
});

test('an event of a number says of which', () => {
  const on = tracedPipeline();
  on.answered({ event: 'number.disconnected', data: { id: 'cmm0abc123' } });
  expect(on.event(1)).toMatchObject({ id: expect.stringMatching(/^sha256:/), text: 'number cmm0abc123' });
});
