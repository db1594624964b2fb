import fc from 'fast-check';
import { billedMs, gbSeconds } from '../../../bench/cost/lambda-time.ts';

const time = { busyMs: 10, waitMs: 100, initMs: 0, messagesPerInvocation: 1 };

test('work takes the longer the smaller the share of the processor, waiting does not', () => {
  expect(billedMs(time, 1769)).toBe(110);
  expect(billedMs(time, 1769 / 2)).toBe(120);
});

test('more than a whole processor makes nothing faster', () => {
  expect(billedMs(time, 10_240)).toBe(110);
});

test('the messages of a batch share the wait, not the work', () => {
  expect(billedMs({ ...time, messagesPerInvocation: 10 }, 1769)).toBe(20);
});

test('one invocation in a hundred pays for an init, at any memory size, and its batch shares it', () => {
  const cold = { ...time, initMs: 300 };
  expect(billedMs(cold, 1769)).toBe(113);
  expect(billedMs(cold, 1769 / 2)).toBe(123);
  expect(billedMs({ ...cold, messagesPerInvocation: 10 }, 1769)).toBeCloseTo(20.3);
});

test('memory is billed by the GB and the second', () => {
  expect(gbSeconds({ ...time, busyMs: 900 }, 2048)).toBeCloseTo(2);
});

test('more memory is never billed less', () => {
  const memory = fc.integer({ min: 128, max: 10_240 });
  fc.assert(
    fc.property(memory, memory, (a, b) => {
      expect(gbSeconds(time, Math.max(a, b))).toBeGreaterThanOrEqual(gbSeconds(time, Math.min(a, b)) - 1e-9);
    }),
  );
});
