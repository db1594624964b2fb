import { UsageError } from '../../../cli/terminal/errors.ts';
import { ageText, readDuration, readTime, spanOf } from '../../../cli/terminal/time.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');

test.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
])('%s is %i ms', (typed, ms) => {
  expect(readDuration(typed)).toBe(ms);
});

test.each(['', '2', 'h', '-2h', '2 hours', '1.5h', '2026-02-24'])('%j is not a duration', (typed) => {
  expect(() => readDuration(typed)).toThrow(UsageError);
});

test('a time is so long ago, or ISO 8601', () => {
  expect(readTime('2h', NOW)).toBe(NOW - 7_200_000);
  expect(readTime('2026-02-24T07:30:00-03:00', NOW)).toBe(NOW);
  expect(readTime('2026-02-24', NOW)).toBe(Date.parse('2026-02-24T00:00:00.000Z'));
  for (const typed of ['yesterday', '24/02/2026', '2026-13-01', '1700000000000']) {
    expect(() => readTime(typed, NOW)).toThrow(/is not a time/);
  }
});

test.each([
  [0, '0s'],
  [-5_000, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [3_599_999, '59m'],
  [86_400_000 * 13, '13d'],
])('an age of %i ms is shown as %s', (ms, text) => {
  expect(ageText(ms)).toBe(text);
});

const MINUTE = 60_000;

test.each([
  [0, '0 s'],
  [119_000, '119 s'],
  [5 * MINUTE, '5 min'],
  [180 * MINUTE, '3 h'],
  [72 * 60 * MINUTE, '3 days'],
])('%d ms are %s in a sentence', (ms, said) => expect(spanOf(ms)).toBe(said));
