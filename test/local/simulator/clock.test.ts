import { systemClock } from '../../../local/simulator/clock.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('something can be planned for a time that is further away than a timer of Node.js can be', () => {
  const clock = systemClock();
  const run = jest.fn();
  clock.after(100 * DAY_MS, run);
  jest.advanceTimersByTime(100 * DAY_MS - 1);
  expect(run).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test('what is planned is not run once the clock is stopped', () => {
  const clock = systemClock();
  const run = jest.fn();
  clock.after(100 * DAY_MS, run);
  jest.advanceTimersByTime(50 * DAY_MS);
  clock.stop();
  clock.after(1, run);
  jest.advanceTimersByTime(100 * DAY_MS);
  expect(run).not.toHaveBeenCalled();
  expect(jest.getTimerCount()).toBe(0);
});
