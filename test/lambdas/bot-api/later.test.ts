import { handOver, type Reply, template, type When } from '../../../lambdas/bot-api/index.ts';
import { cancel, readLater, sendLater } from '../../../lambdas/bot-api/later.ts';

const HOUR = 3_600_000;
const KEY = 'reminder-1';

test('a message for later has a key, a content, and a time or a span', () => {
  expect(sendLater({ in: { hours: 20, minutes: 30 }, key: KEY }, 'Did it work?')).toEqual({
    kind: 'send-later',
    key: KEY,
    content: { text: 'Did it work?' },
    inMs: 20.5 * HOUR,
  });
  const at = new Date('2030-12-24T18:00:00Z');
  expect(sendLater({ at, key: KEY, expires: { hours: 2 } }, template('tpl_1'))).toEqual({
    kind: 'send-later',
    key: KEY,
    content: { templateId: 'tpl_1' },
    at: at.getTime(),
    expiresInMs: 2 * HOUR,
  });
  expect(sendLater({ at: '2030-12-24T15:00:00-03:00', key: KEY, expires: at }, 'Hi')).toMatchObject({
    at: at.getTime(),
    expires: at.getTime(),
  });
  expect(cancel(KEY)).toEqual({ kind: 'cancel', key: KEY });
});

test.each<[string, unknown, unknown, RegExp]>([
  ['no time', { key: KEY }, 'Hi', /either `at` or `in`/],
  ['two times', { key: KEY, at: new Date(), in: { days: 1 } }, 'Hi', /either `at` or `in`/],
  ['no key', { in: { days: 1 } }, 'Hi', /the key is a text of 1 to 100 characters/],
  ['a time without its zone', { key: KEY, at: '2030-12-24T15:00:00' }, 'Hi', /`at` is no time; give a Date/],
  ['a day that there is not', { key: KEY, at: new Date('x') }, 'Hi', /`at` is no time/],
  ['a span that is no number', { key: KEY, in: { days: 'x' } }, 'Hi', /`in` is no span/],
  ['a span backwards', { key: KEY, in: { days: -1 } }, 'Hi', /`in` is no span/],
  ['more than a year', { key: KEY, in: { days: 400 } }, 'Hi', /a year ahead/],
  ['an empty text', { key: KEY, in: { days: 1 } }, ' ', /the text is empty/],
  ['no message', { key: KEY, in: { days: 1 } }, handOver(), /sendLater\(\): give a text/],
  ['more words than a message holds', { key: KEY, in: { days: 1 } }, 'x'.repeat(5_000), /longer than one message/],
])('%s makes no sense, and the error says what does', (_, when, reply, reason) => {
  expect(() => sendLater(when as When, reply as Reply)).toThrow(reason);
});

test('an action that was made by hand is read with the same checks', () => {
  expect(readLater({ key: KEY, inMs: 5 }, { text: 'Hi' })).toMatchObject({ kind: 'send-later', inMs: 5 });
  expect(() => readLater({ key: KEY, inMs: Number.NaN }, { text: 'Hi' })).toThrow(/a time is no number/);
  expect(() => readLater({ inMs: 5 }, { text: 'Hi' })).toThrow(/the key/);
  expect(() => cancel(5 as never)).toThrow(/the key/);
});
