import { readDelivery, readInbound } from '../../../lambdas/pilot-status/events.ts';
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
    expect(inbound(received())).toEqual({
      event: 'message.received',
      id: 'cmm04obm46zz0qv4ycjp8x6r2',
      messageId: 'msg_in_id',
      numberId: 'cmm0abc123',
      from: '+5511999999999',
      type: 'text',
      text: 'Hi',
      name: 'WhatsApp name',
      createdAt: '2026-02-24T10:30:00.000Z',
      data: received().data,
    });
  });

  test.each(['image', 'audio', 'location', 'sticker', 'something new'])(
    'may be of type %s and have no text',
    (type) => {
      expect(inbound(received({ type, content: '' }))).toMatchObject({ type, text: '' });
    },
  );

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

  test.each([[null], [undefined], [''], [5511999999999], [{}]])('needs a sender: %j is none', (from) => {
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
