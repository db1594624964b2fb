import {
  readDeletion,
  readDelivery,
  readEdit,
  readInbound,
  readOwnMessage,
  readReaction,
  unreadable,
} from '../../../lambdas/pilot-status/events.ts';
import { ALL_SAMPLES, received } from '../../support/samples.ts';

const inbound = (body: Record<string, unknown>) => readInbound(readDelivery(body));

describe('a delivery', () => {
  test('of an event with data tells what its data tells', () => {
    expect(readDelivery(received())).toEqual({ event: 'message.received', data: received().data });
  });

  test('of a flat event tells what its body tells', () => {
    const body = { event: 'call.missed', callId: 'c1' };
    expect(readDelivery(body)).toEqual({ event: 'call.missed', data: body });
  });

  test.each([[{}], [{ event: 7 }], [{ event: '' }], [{ event: ['message.received'] }], [{ object: 'whatsapp' }]])(
    'without a name is an unknown event: %j',
    (body) => expect(readDelivery(body).event).toBe('unknown'),
  );

  test('whose data is no object is read as flat', () => {
    const body = { event: 'message.received', data: [1] };
    expect(readDelivery(body).data).toBe(body);
  });
});

describe('an inbound message', () => {
  test('is read from message.received with every documented field', () => {
    const createdAt = '2026-02-24T10:30:00.000Z';
    expect(inbound(received({ createdAt }))).toEqual({
      event: 'message.received',
      id: 'cmm04obm46zz0qv4ycjp8x6r2',
      messageId: 'msg_in_id',
      numberId: 'cmm0abc123',
      from: '+5511999999999',
      type: 'text',
      text: 'Hi',
      name: 'WhatsApp name',
      createdAt,
      data: received({ createdAt }).data,
    });
  });

  test.each(['image', 'audio', 'location', 'sticker', 'imageMessage'])('may be of type %s and have no text', (type) => {
    expect(inbound(received({ type, content: '' }))).toMatchObject({ type, text: '' });
  });

  test('of a quoted reply takes the words of the contact, in the old and in the new field', () => {
    const body = { ...received({ quotedMessageId: 'q1' }), event: 'message.reply' };
    expect(inbound(body)).toMatchObject({ text: 'Hi', quotedMessageId: 'q1' });
    const old = { ...received({ replyContent: 'yes', content: 'the question' }), event: 'message.reply' };
    expect(inbound(old)).toMatchObject({ text: 'yes' });
  });

  test('from bare digits is from the phone number with its plus', () => {
    expect(inbound(received({ from: '5511999999999' }))?.from).toBe('+5511999999999');
  });

  test('from a contact without a phone number keeps the BSUID', () => {
    expect(inbound(received({ from: 'BR.1349abc' }))?.from).toBe('BR.1349abc');
  });

  test.each([[null], [undefined], [''], [12], [{}], ['Pedrinho']])('needs a sender: %j is none', (from) => {
    expect(inbound(received({ from }))).toBeUndefined();
  });

  test.each([[true], ['true'], [1], [{}]])('is not one of our own: fromMe %j', (fromMe) => {
    expect(inbound(received({ fromMe }))).toBeUndefined();
  });

  test.each([[false], [undefined], [null], ['false']])('is read when fromMe is %j', (fromMe) => {
    expect(inbound(received({ fromMe }))).toBeDefined();
  });

  test('is read from two of all documented events', () => {
    const names = ALL_SAMPLES.filter(([, body]) => inbound(body)).map(([name]) => name);
    expect(names).toEqual(['message.received', 'message.reply']);
  });
});

describe('a delivery that is written in another way than documented', () => {
  const { data } = received();
  test.each<[string, Record<string, unknown>]>([
    ['an event in upper case', { event: 'MESSAGE.RECEIVED', data }],
    ['an event with an underscore', { event: 'message_received', data }],
    ['data as a list', { event: 'message.received', data: [data] }],
    ['data as a text', { event: 'message.received', data: JSON.stringify(data) }],
    ['no data, but all of it beside the event', { event: 'message.received', ...data }],
  ])('is read all the same: %s', (_what, body) => {
    expect(inbound(body)).toMatchObject({ event: 'message.received', from: '+5511999999999', text: 'Hi', id: data.id });
  });

  test('may hold numbers for ids and for what was written', () => {
    const numbers = received({ id: 7, messageId: 8, numberId: 9, content: 2 });
    expect(inbound(numbers)).toMatchObject({ id: '7', messageId: '8', numberId: '9', text: '2' });
    expect(inbound(received({ id: 2 ** 53 }))).not.toHaveProperty('id');
  });

  const metaMessage = {
    from: '553199998888',
    id: 'wamid.1',
    timestamp: '1771929000',
    type: 'text',
    text: { body: 'Oi' },
  };
  const envelope = (...messages: object[]) => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { display_phone_number: '551188888888', phone_number_id: '1' },
              contacts: [{ wa_id: '553199998888', user_id: 'BR.1349abc', profile: { name: 'Ana' } }],
              messages,
            },
          },
        ],
      },
    ],
  });

  test("under the name of a message may hold Meta's own envelope", () => {
    expect(inbound({ event: 'message.received', data: envelope(metaMessage) })).toMatchObject({
      from: '+553199998888',
      alsoFrom: ['BR.1349abc'],
      messageId: 'wamid.1',
      text: 'Oi',
      name: 'Ana',
      createdAt: '2026-02-24T10:30:00.000Z',
    });
    const image = { ...metaMessage, type: 'image', image: { id: '9', mime_type: 'image/jpeg', caption: 'Look' } };
    expect(inbound({ event: 'message.received', data: envelope(image) })).toMatchObject({
      text: 'Look',
      media: { mediaId: '9', type: 'image/jpeg', caption: 'Look' },
    });
    const button = { ...metaMessage, type: 'interactive', interactive: { button_reply: { id: 'y', title: 'Yes' } } };
    expect(inbound({ event: 'message.received', data: envelope(button) })).toMatchObject({
      button: { id: 'y', text: 'Yes' },
    });
  });

  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['no sender', received({ from: null }), 'It names no contact'],
    ['a name for a sender', received({ from: 'Pedrinho' }), 'It names no contact'],
    ['several messages in a list', { event: 'message.received', data: [data, data] }, 'It has no type and no words'],
    ['a text that is no JSON', { event: 'message.received', data: 'Hi' }, 'It has no type and no words'],
    ['neither type nor words', received({ type: undefined, content: { weird: 1 } }), 'It has no type and no words'],
    ["Meta's own envelope", envelope(metaMessage), "It is in Meta's own envelope"],
    [
      "two messages in Meta's own envelope",
      { event: 'message.received', data: envelope(metaMessage, metaMessage) },
      'It holds 2 messages in one',
    ],
    ["a reaction in Meta's own envelope", envelope({ ...metaMessage, type: 'reaction', reaction: {} }), undefined],
    ['a message', received(), undefined],
    ['a message of ours', received({ fromMe: true, from: null, to: null }), undefined],
    ['a story', received({ from: 'status@broadcast' }), undefined],
    ['a group', received({ from: null, groupId: '1@g.us' }), undefined],
    ['a notice', received({ from: null, type: 'e2e_notification', content: '' }), undefined],
    ['a type of which nothing is known, without words', received({ type: 'hologram', content: '' }), undefined],
    ['an event of another name', { event: 'message.typing', data: {} }, undefined],
  ])('is told of loudly where nobody can read what a contact wrote: %s', (_what, body, reason) => {
    const delivery = readDelivery(body);
    expect(unreadable(delivery)).toBe(reason);
    if (reason !== undefined) expect(readInbound(delivery)).toBeUndefined();
  });
});

describe('what is no message', () => {
  const kindsOf = (body: Record<string, unknown>) => {
    const delivery = readDelivery(body);
    const readers = { message: readInbound, reaction: readReaction, edit: readEdit, deletion: readDeletion };
    return Object.entries(readers).flatMap(([kind, read]) => (read(delivery) === undefined ? [] : [kind]));
  };

  test.each(['reaction', 'reactionMessage'])('a reaction is a reaction: %s', (type) => {
    expect(kindsOf(received({ type, content: '👍' }))).toEqual(['reaction']);
  });

  test.each([{ type: 'edited' }, { type: 'editedMessage' }, { isEdited: true }, { edited: 'true' }])(
    'a change is a change: %j',
    (fields) => expect(kindsOf(received(fields))).toEqual(['edit']),
  );

  test.each([{ type: 'revoked' }, { type: 'revoke' }, { type: 'message_deleted' }, { isDeleted: true }])(
    'a deletion is a deletion: %j',
    (fields) => expect(kindsOf(received({ content: '', ...fields }))).toEqual(['deletion']),
  );

  test.each([
    ...[
      'protocol',
      'protocolMessage',
      'system',
      'unsupported',
      'e2e_notification',
      'notification_template',
      'call_log',
    ],
    ...['poll_update', 'pollUpdateMessage', 'pin', 'pinInChatMessage', 'ciphertext', 'gp2', 'group_notification'],
  ])('a notice of WhatsApp is nothing that anybody said, words or not: %s', (type) => {
    expect(kindsOf(received({ type }))).toEqual([]);
  });

  test('a type of which nothing is known is a message if there are words or a file', () => {
    expect(kindsOf(received({ type: 'hologram' }))).toEqual(['message']);
    expect(kindsOf(received({ type: 'hologram', content: '', mediaLink: 'https://files.example/1' }))).toEqual([
      'message',
    ]);
    expect(kindsOf(received({ type: 'hologram', content: ' ' }))).toEqual([]);
    expect(kindsOf(received({ type: undefined }))).toEqual(['message']);
  });

  test('is read with what it is about', () => {
    const read = <T>(reader: (delivery: ReturnType<typeof readDelivery>) => T, data: Record<string, unknown>) =>
      reader(readDelivery(received(data)));
    const target = { quotedMessageId: 'wamid.1' };
    expect(read(readReaction, { type: 'reaction', content: '👍', ...target })).toMatchObject({
      from: '+5511999999999',
      emoji: '👍',
      reactedMessageId: 'wamid.1',
    });
    const nested = { emoji: '❤️', key: { id: 'wamid.2' } };
    expect(read(readReaction, { type: 'reaction', content: '', reaction: nested })).toMatchObject({
      emoji: '❤️',
      reactedMessageId: 'wamid.2',
    });
    expect(read(readReaction, { type: 'reaction', content: '', ...target })).not.toHaveProperty('emoji');
    expect(read(readEdit, { type: 'edited', content: 'Two pizzas', ...target })).toMatchObject({
      text: 'Two pizzas',
      editedMessageId: 'wamid.1',
    });
    expect(read(readDeletion, { type: 'revoked', content: '' })).toMatchObject({ deletedMessageId: 'msg_in_id' });
  });

  test('is none of a person who writes on the phone of our number, either', () => {
    const own = (data: Record<string, unknown>) => readOwnMessage(readDelivery(received({ fromMe: true, ...data })));
    expect(own({ type: 'reaction', content: '👍' })).toBeUndefined();
    expect(own({ type: 'revoked', content: '' })).toBeUndefined();
    expect(own({})).toMatchObject({ text: 'Hi' });
  });
});

describe('what is in a message', () => {
  test('a caption is the text of a file', () => {
    const image = { type: 'image', mediaLink: 'https://files.example/1' };
    expect(inbound(received({ ...image, content: '', mediaCaption: 'Is this it?' }))?.text).toBe('Is this it?');
    expect(inbound(received({ ...image, content: '[image]', mediaCaption: 'Is this it?' }))?.text).toBe('Is this it?');
    expect(inbound(received({ ...image, content: 'Is this it?' }))?.text).toBe('Is this it?');
  });

  test('a place has its degrees and its name, however they are told', () => {
    const location = { latitude: -19.9, longitude: -43.9, name: 'Praça', address: 'Centro' };
    const type = 'location';
    expect(inbound(received({ type, content: '', location }))?.location).toEqual(location);
    expect(inbound(received({ type, content: '', latitude: '-19.9', longitude: '-43.9' }))?.location).toEqual({
      latitude: -19.9,
      longitude: -43.9,
    });
    expect(inbound(received({ type, content: '' }))?.location).toEqual({});
    expect(inbound(received({ content: 'here', location }))).not.toHaveProperty('location');
  });

  test('contact cards have names and numbers, however they are told', () => {
    const vcard = 'BEGIN:VCARD\r\nFN:Ana\r\nitem1.TEL;waid=553199998888:+55 31 9999-8888\r\nEND:VCARD';
    const ana = { name: 'Ana', phones: ['+55 31 9999-8888'] };
    const cards = (fields: Record<string, unknown>) =>
      inbound(received({ type: 'contacts', content: '', ...fields }))?.contacts;
    expect(cards({ contacts: [{ name: 'Ana', phones: ['+55 31 9999-8888'] }] })).toEqual([ana]);
    expect(cards({ contacts: [{ name: { formatted_name: 'Ana' }, phones: [{ phone: '+55 31 9999-8888' }] }] })).toEqual(
      [ana],
    );
    expect(cards({ contacts: [{ displayName: 'Ana', vcard }] })).toEqual([ana]);
    expect(cards({ vcard })).toEqual([ana]);
    expect(cards({})).toEqual([]);
  });
});
