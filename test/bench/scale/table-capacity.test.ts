import { tableCapacity } from '../../../bench/scale/table-capacity.ts';

test('a table takes what it is warmed for, and after half an hour twice the peak it has seen', () => {
  const table = tableCapacity(4_000);
  for (let second = 0; second < 30 * 60 - 1; second++) table.use(3_000);
  expect(table.available()).toBe(4_000);
  table.use(100);
  expect(table.available()).toBe(6_000);
});
