import { cpuShare, nextQuota, PERIOD_MS } from '../../bench/lambda/share.ts';

test.each([
  [128, 0.072],
  [256, 0.145],
  [1769, 1],
  [10_240, 1],
])('with %d MB a function has %d of a CPU', (memoryMb, share) => {
  expect(cpuShare(memoryMb)).toBeCloseTo(share, 3);
});

test('quota that was not used is gone with its period', () => {
  expect(nextQuota(1.5, 0.1)).toBe(0.1 * PERIOD_MS);
});

test('quota that was overdrawn is owed, for as many periods as it takes', () => {
  expect(nextQuota(-5, 0.1)).toBe(-3);
  expect(nextQuota(-3, 0.1)).toBe(-1);
  expect(nextQuota(-1, 0.1)).toBe(1);
});

test('whatever is used of each quota, a function gets no more than its share in the long run', () => {
  const share = 0.145;
  let left = 0;
  let used = 0;
  for (let period = 0; period < 1_000; period++) {
    left = nextQuota(left, share);
    // Stopping a process takes a while: each slice lasts longer than it should.
    const slice = left > 0 ? left + 0.7 : 0;
    used += slice;
    left -= slice;
  }
  expect(used / (1_000 * PERIOD_MS)).toBeCloseTo(share, 3);
});
