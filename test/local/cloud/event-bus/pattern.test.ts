import { compilePattern } from '../../../../local/cloud/event-bus/pattern.ts';

const EVENT = {
  source: 'shop',
  'detail-type': 'reply.failed',
  resources: ['a', 'b'],
  detail: { stage: 'prod', about: { code: 'META_OUTSIDE_24H_WINDOW', index: 3 } },
};

test.each<[string, object, boolean]>([
  ['a value', { source: ['shop'] }, true],
  ['one of several values', { 'detail-type': ['reply.sent', 'reply.failed'] }, true],
  ['another value', { source: ['other'] }, false],
  ['fields that all fit', { source: ['shop'], detail: { stage: ['prod'] } }, true],
  ['fields of which one does not', { source: ['shop'], detail: { stage: ['dev'] } }, false],
  ['a field that is not there', { detail: { other: ['x'] } }, false],
  ['a prefix', { detail: { about: { code: [{ prefix: 'META_' }] } } }, true],
  ['a suffix', { detail: { about: { code: [{ suffix: 'SENT' }] } } }, false],
  ['any case', { source: [{ 'equals-ignore-case': 'SHOP' }] }, true],
  ['what is there', { detail: { stage: [{ exists: true }] } }, true],
  ['what is not there', { detail: { numberId: [{ exists: false }] } }, true],
  ['anything but', { source: [{ 'anything-but': ['other', 'third'] }] }, true],
  ['anything but itself', { source: [{ 'anything-but': 'shop' }] }, false],
  ['a number within bounds', { detail: { about: { index: [{ numeric: ['>', 2, '<=', 3] }] } } }, true],
  ['a number out of bounds', { detail: { about: { index: [{ numeric: ['>', 3] }] } } }, false],
  ['one of a list', { resources: ['b'] }, true],
  ['nothing of a list', { resources: ['c'] }, false],
])('%s', (_, pattern, fits) => {
  expect(compilePattern(pattern, 'Rule')(EVENT)).toBe(fits);
});

test.each<[object, RegExp]>([
  [{ source: [{ wildcard: 's*' }] }, /Rule\.source: the local cloud does not know the operator/],
  [{ source: [{ 'anything-but': { prefix: 's' } }] }, /does not know the operator/],
  [{ source: 'shop' }, /is a list of values/],
  [{ detail: { n: [{ numeric: ['~', 3] }] } }, /numeric knows/],
])('%j is refused, and where it stands', (pattern, message) => {
  expect(() => compilePattern(pattern, 'Rule')).toThrow(message);
});
