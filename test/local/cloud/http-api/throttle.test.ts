import { createTokenBucket } from '../../../../local/cloud/http-api/throttle.ts';

test('a burst passes at once, then the rate', () => {
  let now = 0;
  const take = createTokenBucket({ rate: 2, burst: 3 }, () => now);
  const takeAll = () => [take(), take(), take(), take()];
  expect(takeAll()).toEqual([true, true, true, false]);
  now = 499;
  expect(take()).toBe(false);
  now = 500;
  expect([take(), take()]).toEqual([true, false]);
  now = 60_000;
  expect(takeAll()).toEqual([true, true, true, false]);
});
