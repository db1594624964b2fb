import { spanOf } from '../../cli/duration.ts';

const MINUTE = 60_000;

test.each([
  [0, '0 s'],
  [119_000, '119 s'],
  [5 * MINUTE, '5 min'],
  [180 * MINUTE, '3 h'],
  [72 * 60 * MINUTE, '3 days'],
])('%d ms are %s', (ms, said) => expect(spanOf(ms)).toBe(said));
