import { retryAfterMs } from '../../../lambdas/pilot-status/retry-after.ts';

const now = Date.parse('2026-02-24T10:30:00Z');

test.each([
  ['30', 30_000],
  ['0', 0],
  ['1.5', 1_500],
  [' 5 ', 5_000],
  ['-10', 0],
  ['99999999', 21_600_000],
  ['Tue, 24 Feb 2026 10:30:05 GMT', 5_000],
  ['Tue, 24 Feb 2026 09:00:00 GMT', 0],
  ['Tue, 24 Feb 2099 09:00:00 GMT', 21_600_000],
  ['', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After %j is a wait of %j ms', (header, expected) => {
  expect(retryAfterMs({ 'retry-after': header }, now)).toBe(expected);
});

test('a date is by the clock of whoever gave it', () => {
  const headers = { 'retry-after': 'Tue, 24 Feb 2026 11:30:05 GMT' };
  expect(retryAfterMs({ ...headers, date: 'Tue, 24 Feb 2026 11:30:00 GMT' }, now)).toBe(5_000);
  expect(retryAfterMs({ ...headers, date: 'some time ago' }, now)).toBe(3_605_000);
});
