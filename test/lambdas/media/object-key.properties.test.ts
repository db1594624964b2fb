import fc from 'fast-check';
import { conversationPrefix, objectKey } from '../../../lambdas/media/object-key.ts';
import { runs } from '../../support/properties.ts';

const RECEIVED_AT = Date.parse('2026-02-24T10:30:00.000Z');

/** Ids as they are, and as nobody wants them. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '..',
    '.',
    '',
    '/',
    '../../x',
    'a/b',
    'a%2Fb',
    'a?b',
    'a#b',
    'wamid.HBg=',
    'sha256:00',
    'sha256-00',
    '\ud800',
  ),
  fc.stringMatching(/^[\w-]{1,200}$/),
);
const name = fc.record({
  conversation: anyText,
  receivedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  id: anyText,
  type: anyText,
});

test('a key is one path of five safe parts, whatever the event says', () => {
  fc.assert(
    fc.property(name, (any) => {
      expect(objectKey(any)).toMatch(/^inbound\/[\w-]{1,128}\/\d{4}-\d\d-\d\d\/[\w-]{1,128}\.[a-z0-9]{2,4}$/);
    }),
    runs,
  );
});

test('the same event has the same key, and two events never', () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      const keyOf = (id: string) => objectKey({ conversation: 'c', receivedAt: RECEIVED_AT, id, type: 'image/png' });
      expect(keyOf(one) === keyOf(other)).toBe(one === other);
    }),
    runs,
  );
});

test('the prefix of a conversation is that of its keys, and of no other conversation', () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      const key = objectKey({ conversation: one, receivedAt: RECEIVED_AT, id: 'id', type: 'image/png' });
      expect(key.startsWith(conversationPrefix(other))).toBe(one === other);
    }),
    runs,
  );
});

test('a key says the conversation, the day and the id of the event', () => {
  const conversation = 'acedbe4907f5a6d1acedbe4907f5a6d1';
  expect(objectKey({ conversation, receivedAt: RECEIVED_AT, id: 'cmm04obm', type: 'image/jpeg' })).toBe(
    `inbound/${conversation}/2026-02-24/cmm04obm.jpg`,
  );
});
