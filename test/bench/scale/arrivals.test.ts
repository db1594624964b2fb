import { burst, seeded } from '../../../bench/scale/arrivals.ts';

test('a seed decides the arrivals', () => {
  expect(burst(100, 10, seeded(1))).toEqual(burst(100, 10, seeded(1)));
  expect(burst(100, 10, seeded(1))).not.toEqual(burst(100, 10, seeded(2)));
});

test('as many come as were asked for on average, and they vary as a Poisson process does', () => {
  const counts = burst(1_000, 10_000, seeded(3));
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  expect(mean / 1_000).toBeCloseTo(1, 2);
  expect(variance / 1_000).toBeCloseTo(1, 1);
});
