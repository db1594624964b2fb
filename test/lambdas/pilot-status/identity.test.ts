import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type InboundMessage, readDelivery, readInbound } from '../../../lambdas/pilot-status/events.ts';
import { conversationHash, eventKey, replyKey } from '../../../lambdas/pilot-status/identity.ts';
import { received, sampleOf } from '../../support/samples.ts';

const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));
const key = (body: Record<string, unknown>) => eventKey(readDelivery(body), bytes(body));
const sha256 = (value: string | Buffer) => `sha256:${createHash('sha256').update(value).digest('hex')}`;

describe('the key of an event', () => {
  test('is data.id and the name of the event', () => {
    expect(key(received())).toEqual({ id: 'cmm04obm46zz0qv4ycjp8x6r2', event: 'message.received' });
  });

  test('keeps the statuses of one message apart although they share data.id', () => {
    const names = ['message.sent', 'message.delivered', 'message.read'];
    const keys = names.map((event) => key({ event, data: { id: 'msg_1' } }));
    expect(keys).toEqual(names.map((event) => ({ id: 'msg_1', event })));
  });

  test('falls back to internalMessageId, then to messageId, then to the bytes', () => {
    const event = 'message.sent';
    expect(key({ event, data: { id: null, internalMessageId: 'int', messageId: 'wam' } }).id).toBe('int');
    expect(key({ event, data: { id: 5, messageId: 'wam' } }).id).toBe('wam');
    const bare = { event, data: {} };
    expect(key(bare).id).toBe(sha256(bytes(bare)));
  });

  test.each(['number.connected', 'call.missed', 'calls'])('of %s is its bytes, because its id may repeat', (event) => {
    const body = sampleOf(event);
    expect(key(body)).toEqual({ id: sha256(bytes(body)), event });
  });

  test.each([['emoji 😀'], ['a b'], ['#conversation'], ['x'.repeat(257)], ['\u0000'], ['é']])(
    'holds the hash of an id that is not short printable ASCII: %j',
    (id) => expect(key(received({ id })).id).toBe(sha256(id)),
  );

  test('tells numbers apart that JSON.parse cannot', () => {
    const raw = (id: string) => Buffer.from(`{"event":"message.sent","data":{"id":${id}}}`);
    const keyOf = (id: string) => eventKey(readDelivery(JSON.parse(raw(id).toString())), raw(id)).id;
    expect(keyOf('9007199254740993')).not.toBe(keyOf('9007199254740992'));
  });

  test('never breaks a limit of DynamoDB or SQS, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (event, id) => {
        const body = { event, data: { id } };
        const found = eventKey(readDelivery(body), Buffer.from('x'));
        for (const part of [found.id, found.event]) expect(part).toMatch(/^[!"$-~][!-~]{0,255}$/);
      }),
    );
  });
});

describe('the key of an answer', () => {
  const message = (event: string, data = {}) =>
    readInbound(readDelivery({ ...received(data), event })) as InboundMessage;
  const keyOf = (inbound: InboundMessage) => replyKey(inbound, { id: 'sha256:0', event: inbound.event });

  test('is the number and the message, whichever event tells of it', () => {
    expect(keyOf(message('message.received'))).toBe('reply#cmm0abc123#msg_in_id');
    expect(keyOf(message('message.reply'))).toBe(keyOf(message('message.received', { id: 'another record' })));
  });

  test('falls back to the record id, then to the key of the event', () => {
    expect(keyOf(message('message.received', { messageId: null }))).toBe('reply#cmm0abc123#cmm04obm46zz0qv4ycjp8x6r2');
    expect(keyOf(message('message.received', { messageId: null, id: null }))).toBe('reply#cmm0abc123#sha256:0');
  });
});

describe('the conversation', () => {
  const hash = (body: Record<string, unknown>, hashKey = 'k') =>
    conversationHash(readDelivery(body), key(body), hashKey);

  test('is one for all that a contact writes to a number, with and without the plus', () => {
    expect(hash(received({ id: 'other', from: '5511999999999' }))).toBe(hash(received()));
  });

  test('differs by contact, by number and by key', () => {
    const hashes = [received(), received({ from: '+5511777777777' }), received({ numberId: 'n2' })].map((body) =>
      hash(body),
    );
    expect(new Set([...hashes, hash(received(), 'k2')]).size).toBe(4);
  });

  test('of what we sent is that of its addressee', () => {
    const sent = {
      event: 'message.sent',
      data: { numberId: 'cmm0abc123', from: '+5511888888888', to: '+5511999999999', id: 'm' },
    };
    expect(hash(sent)).toBe(hash(received()));
    const echo = received({ fromMe: true, from: '+5511888888888', to: '+5511999999999' });
    expect(hash(echo)).toBe(hash(received()));
  });

  test('of an event that concerns nobody is its own', () => {
    const health = (id: string) => hash({ event: 'number.health_degraded', data: { id } });
    expect(health('a')).not.toBe(health('b'));
  });

  test('shows nothing of the phone number', () => {
    expect(hash(received())).toMatch(/^[0-9a-f]{32}$/);
  });
});
