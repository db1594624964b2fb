import { paced, readRate } from '../../../cli/terminal/pace.ts';

test('the first goes at once, the others at the rate, and a pause is not made up for', async () => {
  let now = 1_000;
  const waits: number[] = [];
  const pace = paced(4, {
    now: () => now,
    async wait(ms) {
      waits.push(ms);
      now += ms;
    },
  });
  for (let i = 0; i < 3; i++) await pace();
  expect(waits).toEqual([250, 250]);
  now += 10_000;
  await pace();
  await pace();
  expect(waits).toEqual([250, 250, 250]);
});

test('a rate is a whole number from 1 to 100', () => {
  expect(readRate('10')).toBe(10);
  for (const typed of ['0', '101', '2.5', 'fast', '']) expect(() => readRate(typed)).toThrow('is not a rate');
});
