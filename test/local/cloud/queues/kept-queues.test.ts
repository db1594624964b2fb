import type { KeptFile } from '../../../../local/cloud/kept/kept.ts';
import { restoreQueues } from '../../../../local/cloud/queues/kept-queues.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Keeps nothing, and counts how often it would. */
function countingFile(): KeptFile & { count(): number } {
  let writes = 0;
  const write = () => {
    writes += 1;
  };
  return { read: () => undefined, write, count: () => writes };
}

test('many changes are written once, 250 ms after the first', () => {
  const file = countingFile();
  const saver = restoreQueues([], file);
  for (let index = 0; index < 100; index += 1) saver.changed();
  jest.advanceTimersByTime(249);
  expect(file.count()).toBe(0);
  jest.advanceTimersByTime(1);
  expect(file.count()).toBe(1);
});

test('what empties the queues at the end, and calls that come after it, change nothing that is kept', () => {
  const file = countingFile();
  const saver = restoreQueues([], file);
  saver.changed();
  saver.stop();
  saver.changed();
  jest.runAllTimers();
  expect(file.count()).toBe(1);
});
