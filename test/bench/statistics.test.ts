import { exact, figure } from '../../bench/statistics.ts';

test('the median of an odd number of runs is the one in the middle, whatever their order', () => {
  expect(figure('ms', [30, 10, 20])).toMatchObject({ unit: 'ms', median: 20, minimum: 10 });
});

test('the median of an even number of runs lies between the two in the middle', () => {
  expect(figure('ms', [4, 1, 3, 2]).median).toBe(2.5);
});

test('the spread is the range of the middle half, which one slow run does not move', () => {
  expect(figure('ms', [1, 2, 3, 4, 5]).spread).toBe(2);
  expect(figure('ms', [1, 2, 3, 4, 500]).spread).toBe(2);
});

test('a single run is its own median, without a spread', () => {
  expect(figure('ms', [7])).toEqual(exact('ms', 7));
});

test('no run has no figure', () => {
  expect(() => figure('ms', [])).toThrow(RangeError);
});

test('runs stay in the order in which they were made', () => {
  const runs = [3, 1, 2];
  figure('ms', runs);
  expect(runs).toEqual([3, 1, 2]);
});
