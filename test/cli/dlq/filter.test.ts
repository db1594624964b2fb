import { type FilterOptions, letterFilter, queuesOf } from '../../../cli/dlq/filter.ts';
import { type DeadLetter, readLetter } from '../../../cli/dlq/letter.ts';
import { planReplay } from '../../../cli/replay/plan.ts';
import { UsageError } from '../../../cli/terminal/errors.ts';
import { contactHash } from '../../../lambdas/pilot-status/identity.ts';
import { received } from '../../support/samples.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');
const HASH_KEY = 'k';
const ANA = '+5511999999999';

const event: DeadLetter = readLetter('events', {
  id: '0f3b2c1d-aaaa',
  body: JSON.stringify(received({ from: ANA, id: 'cm1' })),
  group: contactHash('cmm0abc123', ANA, HASH_KEY),
  parkedAt: NOW - 3_600_000,
  attributes: { id: 'cm1', event: 'message.received', reason: 'The bot failed 10 times: TypeError' },
});

const reply: DeadLetter = readLetter('replies', {
  id: '9e8d7c6b-bbbb',
  body: JSON.stringify({
    format: 1,
    reply: 'reply#cmm0abc123#m1',
    index: 0,
    numberId: 'cmm0abc123',
    to: ANA,
    content: { text: 'Thanks' },
    cause: { id: 'cm1', event: 'message.received' },
    writtenAt: NOW,
    expiresAt: NOW,
  }),
  group: contactHash('cmm0abc123', ANA, HASH_KEY),
  parkedAt: NOW - 60_000,
  attributes: {},
});

const fits = (options: FilterOptions, letter = event) => letterFilter(options, { hashKey: HASH_KEY, now: NOW })(letter);

test('a letter knows the event it is about, of a reply the one that is answered', () => {
  expect(event).toMatchObject({ event: { id: 'cm1', event: 'message.received' }, numberId: 'cmm0abc123' });
  expect(reply).toMatchObject({ event: { id: 'cm1' }, reply: { id: 'reply#cmm0abc123#m1', index: 0 } });
});

test('a letter about a message that nobody asked for knows its record, and whoever replays it does as well', () => {
  const body = JSON.stringify({ format: 1, send: 'send#abc', revision: 36, due: true });
  const letter = readLetter('replies', { ...reply, body });
  expect(letter).toMatchObject({ event: { id: 'send#abc', event: '#send.10' }, reply: { id: 'send#abc', index: 0 } });
  const known = { hashKey: HASH_KEY, now: NOW };
  expect(planReplay(letter, known)).toMatchObject({ kind: 'put', key: { id: 'send#abc', event: '#reply.0' } });
});

test('a letter that the event bus did not take knows what it is about, and is put back on the queue of the bus', () => {
  const happened = { format: 1, at: NOW, conversation: event.group, numberId: 'cmm0abc123' };
  const about = { reply: 'reply#cmm0abc123#m1', index: 0, cause: 'cm1' };
  const body = JSON.stringify({ ...happened, id: 'reply.sent x', type: 'reply.sent', about });
  const letter = readLetter('published', { ...event, body, attributes: {} });
  expect(letter).toMatchObject({ queue: 'published', event: { id: 'cm1', event: 'reply.sent' } });
  expect(fits({ phone: ANA, id: 'cm1' }, letter)).toBe(true);
  expect(planReplay(letter, { hashKey: HASH_KEY, now: NOW })).toEqual({
    kind: 'put',
    queue: 'published',
    message: { body, group: event.group, attributes: {} },
    key: { id: 'reply.sent x', event: 'reply.sent' },
  });
  const unreadable = readLetter('published', { ...event, body: '{' });
  expect(unreadable.event).toEqual({ id: '', event: '' });
  expect(planReplay(unreadable, { hashKey: HASH_KEY, now: NOW })).toMatchObject({ kind: 'refuse' });
});

test('the queue of the event bus is looked at where there is one', () => {
  const outputs = { PublishedQueueUrl: 'https://sqs/published.fifo' };
  expect(queuesOf({}, { outputs })).toEqual(['events', 'replies', 'published']);
  expect(queuesOf({}, { outputs: {} })).toEqual(['events', 'replies']);
  expect(queuesOf({ queue: 'published' }, { outputs })).toEqual(['published']);
});

test('what is no event and no reply is a letter all the same', () => {
  const broken = { ...event, body: '{' };
  expect(readLetter('events', { ...broken, attributes: {} }).event).toEqual({ id: '', event: '' });
  expect(readLetter('replies', broken).event).toEqual({ id: '', event: '' });
});

test('without options everything fits, and what is given must all fit', () => {
  expect(fits({})).toBe(true);
  expect(fits({ reason: 'typeerror', id: 'cm1' })).toBe(true);
  expect(fits({ reason: 'typeerror', id: 'cm2' })).toBe(false);
});

test('a reason is any part of it; a letter without one has none', () => {
  expect(fits({ reason: 'no API key' })).toBe(false);
  expect(fits({ reason: 'e' }, reply)).toBe(false);
});

test('a contact is known in every spelling of the number, whichever of our numbers was written to', () => {
  expect(fits({ phone: '+55 (11) 99999-9999' })).toBe(true);
  expect(fits({ phone: '+55 11 9999-9999' })).toBe(true);
  expect(fits({ phone: ANA }, reply)).toBe(true);
  expect(fits({ phone: ANA }, { ...event, group: contactHash(undefined, ANA, HASH_KEY) })).toBe(true);
  expect(fits({ phone: '+5511777777777' })).toBe(false);
});

test('an id is that of the event, of the answer, or the beginning of that of the message', () => {
  expect(fits({ id: 'reply#cmm0abc123#m1' }, reply)).toBe(true);
  expect(fits({ id: '0f3b2c1d' })).toBe(true);
  expect(fits({ id: '0f3b2c' })).toBe(false);
});

test('age is counted from when it was parked', () => {
  expect(fits({ olderThan: '30m' })).toBe(true);
  expect(fits({ olderThan: '1h' })).toBe(false);
  expect(() => fits({ olderThan: 'old' })).toThrow(UsageError);
});
