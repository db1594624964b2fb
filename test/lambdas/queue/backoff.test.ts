import fc from 'fast-check';
import { backoffMs } from '../../../lambdas/queue/backoff.ts';

test('the longest wait doubles with each attempt, up to 15 minutes', () => {
  const longest = [1, 2, 3, 10, 11, 50].map((attempt) => backoffMs(attempt, () => 1));
  expect(longest).toEqual([1_000, 2_000, 4_000, 512_000, 900_000, 900_000]);
});

test('the jitter is full: from nothing to the longest wait', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      expect(backoffMs(attempt, () => random)).toBeCloseTo(random * backoffMs(attempt, () => 1));
    }),
  );
});
