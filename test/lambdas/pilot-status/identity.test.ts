import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { contactKey } from '../../../lambdas/pilot-status/contact.ts';
import { type InboundMessage, readDelivery, readInbound } from '../../../lambdas/pilot-status/events.ts';
import {
  contactHash,
  conversationHashes,
  deduplicationText,
  eventKey,
  keyPart,
  numberOf,
  replyKey,
} from '../../../lambdas/pilot-status/identity.ts';
import { runs } from '../../support/properties.ts';
import { received, sampleOf } from '../../support/samples.ts';

const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));
const key = (body: Record<string, unknown>) => eventKey(readDelivery(body), bytes(body));
const sha256 = (value: Buffer) => `sha256:${createHash('sha256').update(value).digest('hex')}`;
const HASHED = /^sha256:[0-9a-f]{64}$/;

/** Any text, lone surrogates included, and what is easily mistaken for something else. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '#', '-', '|', '\ud800', '\ud801') }),
  fc.constantFrom('', '-', 'sha256:', 'wamid.HBgN', '\ud800', '\ud801'),
);
/** Texts and their hashes. */
const keyText = fc.oneof(anyText, anyText.map(keyPart));

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
    expect(key({ event, data: { id: {}, messageId: 'wam' } }).id).toBe('wam');
    expect(key({ event, data: { id: 5, messageId: 'wam' } }).id).toBe('5');
    const bare = { event, data: {} };
    expect(key(bare).id).toBe(sha256(bytes(bare)));
  });

  test.each(['number.connected', 'call.missed', 'calls'])('of %s is its bytes, because its id may repeat', (event) => {
    const body = sampleOf(event);
    expect(key(body)).toEqual({ id: sha256(bytes(body)), event });
  });

  test.each([['emoji 😀'], ['a b'], ['#conversation'], ['a#b'], ['x'.repeat(257)], ['\u0000'], ['é'], ['sha256:0']])(
    'holds the hash of an id that is not short printable ASCII, or that could be taken for a part of ours: %j',
    (id) => expect(key(received({ id })).id).toMatch(HASHED),
  );

  test("holds the hash of WhatsApp's own id, which has the phone number in it", () => {
    const id = `wamid.${Buffer.from('\x1c\x18\x0d5511999999999\x15').toString('base64')}`;
    expect(key(received({ id: null, messageId: id })).id).toMatch(HASHED);
  });

  test('keeps an id apart from a body, even one that is byte for byte the other', () => {
    const body = Buffer.from('{"event":"calls"} ');
    const id = body.toString('utf16le');
    expect(Buffer.from(id, 'utf16le')).toEqual(body);
    expect(keyPart(id)).not.toBe(eventKey({ event: 'calls', data: {} }, body).id);
  });

  test('is another for every other id', () => {
    fc.assert(
      fc.property(keyText, keyText, (one, other) => {
        expect(keyPart(one) === keyPart(other)).toBe(one === other);
      }),
      runs,
    );
    expect(keyPart('\ud800')).not.toBe(keyPart('\ud801'));
  });

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
        for (const part of [found.id, found.event]) expect(part).toMatch(/^[!"$-~]{1,256}$/);
      }),
      runs,
    );
  });
});

describe('what SQS knows a delivery by', () => {
  const textOf = (body: Record<string, unknown>, now: number) => deduplicationText(readDelivery(body), key(body), now);

  test.each([
    received(),
    { event: 'number.connected', data: { id: 'n', createdAt: '2026-02-24T10:30:00.000Z' } },
    { event: 'number.connected', data: { id: 'n', timestamp: 1771929000 } },
    { event: 'call.missed', callId: 'c' },
  ])('is the same whenever it comes: %j', (body) => expect(textOf(body, 0)).toBe(textOf(body, 240_000)));

  test('is another in another minute for a notice about a number that tells no time', () => {
    const notice = { event: 'number.connected', data: { id: 'n', createdAt: null, connectedAt: 'yes' } };
    expect(textOf(notice, 0)).toBe(textOf(notice, 59_999));
    expect(textOf(notice, 0)).not.toBe(textOf(notice, 60_000));
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

  test('is another for every other number or message, and always a key that DynamoDB takes', () => {
    const numbers = fc.option(keyText, { nil: undefined });
    const answer = (numberId: string | undefined, messageId: string) =>
      keyOf({ ...message('message.received'), messageId, numberId } as InboundMessage);
    fc.assert(
      fc.property(fc.tuple(numbers, keyText), fc.tuple(numbers, keyText), (one, other) => {
        const same = one[0] === other[0] && one[1] === other[1];
        expect(answer(...one) === answer(...other)).toBe(same);
        expect(answer(...one)).toMatch(/^reply#[!"$-~]{0,256}#[!"$-~]{1,256}$/);
      }),
      runs,
    );
    expect(answer('a#b', 'c')).not.toBe(answer('a', 'b#c'));
    expect(answer('-', 'c')).not.toBe(answer(undefined, 'c'));
  });
});

describe('the conversation', () => {
  const hash = (body: Record<string, unknown>, hashKey = 'k') =>
    conversationHashes(readDelivery(body), key(body), hashKey).conversation;

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

  test('is the one that a phone number leads to, and no other contact or number shares it', () => {
    const address = fc.oneof(fc.stringMatching(/^\+?[1-9]\d{6,14}$/), fc.stringMatching(/^BR\.\d{4,20}$/));
    const numbers = fc.option(keyText.map(keyPart), { nil: undefined });
    fc.assert(
      fc.property(numbers, address, numbers, address, (number, contact, otherNumber, otherContact) => {
        const found = contactHash(number, contact, 'k');
        const same = number === otherNumber && contactKey(contact) === contactKey(otherContact);
        expect(contactHash(otherNumber, otherContact, 'k') === found).toBe(same);
      }),
      runs,
    );
    expect(contactHash('n', '+5511999999999', 'k')).toBe(contactHash('n', '551199999999', 'k'));
    expect(contactHash(numberOf(readDelivery(received())), '5511999999999', 'k')).toBe(hash(received()));
    expect(contactHash(undefined, '5511999999999', 'k')).toBe(hash(received({ numberId: null })));
  });

  test('does not take the joint of number and contact for a part of one of them', () => {
    expect(contactHash('n', '|1', 'k')).not.toBe(contactHash('n|', '1', 'k'));
    expect(contactHash('-', '1', 'k')).not.toBe(contactHash(undefined, '1', 'k'));
  });

  test('shows nothing of the phone number', () => {
    expect(hash(received())).toMatch(/^[0-9a-f]{32}$/);
  });
});
