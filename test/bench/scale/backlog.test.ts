import fc from 'fast-check';
import { countOf, createBacklog } from '../../../bench/scale/backlog.ts';

test('the first to come are the first to go, also where only a part of them may', () => {
  const line = createBacklog();
  line.add([
    { born: 1, count: 5 },
    { born: 2, count: 5 },
  ]);
  expect(line.take(7)).toEqual([
    { born: 1, count: 5 },
    { born: 2, count: 2 },
  ]);
  expect(line.take(7)).toEqual([{ born: 2, count: 3 }]);
  expect(line.count()).toBe(0);
});

test('the old are taken wherever they stand', () => {
  const line = createBacklog();
  line.add([
    { born: 3, count: 1 },
    { born: 1, count: 2 },
  ]);
  expect(line.takeBornBefore(3)).toEqual([{ born: 1, count: 2 }]);
  expect(line.count()).toBe(1);
});

test('what is taken and what is left are what was added, whatever the steps', () => {
  const amount = fc.double({ min: 0, max: 1_000, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.record({ add: amount, take: amount })), (steps) => {
      const line = createBacklog();
      let [added, taken] = [0, 0];
      for (const [born, { add, take }] of steps.entries()) {
        line.add([{ born, count: add }]);
        added += add;
        taken += countOf(line.take(take));
      }
      expect(line.count() + taken).toBeCloseTo(added, 6);
    }),
  );
});
