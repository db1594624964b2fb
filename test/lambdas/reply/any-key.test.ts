import { withAnyKey } from '../../../lambdas/reply/any-key.ts';
import { clock } from '../../support/clock.ts';

const KEYS = ['ps_new', 'ps_old', 'ps_older'];
const TIMEOUT_MS = 10_000;

/** Calls a vendor that gives these outcomes in turn, each after so many ms. */
async function callWith(outcomes: string[], msEach = 0) {
  const time = clock();
  const calls: [string, number][] = [];
  const result = await withAnyKey(KEYS, { sendTimeoutMs: TIMEOUT_MS, now: time.now }, async (apiKey, timeoutMs) => {
    calls.push([apiKey, timeoutMs]);
    time.advance(msEach);
    const [kind = 'sent', what] = outcomes[calls.length - 1]?.split(' ') ?? [];
    return { kind, ...(what !== undefined && { what }) };
  });
  return { ...result, calls };
}

test('the newest key has the whole time, and no other is used when it is taken', async () => {
  const { outcome, place, calls } = await callWith(['sent']);
  expect([outcome, place]).toEqual([{ kind: 'sent' }, 1]);
  expect(calls).toEqual([['ps_new', TIMEOUT_MS]]);
});

test('a key that is refused gives way to the next, which has what is left of the time', async () => {
  const { outcome, place, calls } = await callWith(['misconfigured key', 'misconfigured key', 'sent'], 3_000);
  expect([outcome, place]).toEqual([{ kind: 'sent' }, 3]);
  expect(calls).toEqual([
    ['ps_new', 10_000],
    ['ps_old', 7_000],
    ['ps_older', 4_000],
  ]);
});

test.each([
  'unknown',
  'retry',
  'failed',
  'misconfigured gateway',
  'misconfigured baseUrl',
  'misconfigured subscription',
])('what ended as %s is not tried with another key', async (ended) => {
  const { place, calls } = await callWith([ended]);
  expect(place).toBe(1);
  expect(calls).toHaveLength(1);
});

test('a lost answer to the second key is not followed by the third', async () => {
  const { outcome, calls } = await callWith(['misconfigured key', 'unknown']);
  expect(outcome).toEqual({ kind: 'unknown' });
  expect(calls).toHaveLength(2);
});

test('when the time is as good as over, the next key is left for the next attempt', async () => {
  expect((await callWith(['misconfigured key'], 9_500)).calls).toHaveLength(2);
  const { outcome, place, calls } = await callWith(['misconfigured key'], 9_501);
  expect([outcome, place]).toEqual([{ kind: 'misconfigured', what: 'key' }, 1]);
  expect(calls).toHaveLength(1);
});

test('when every key is refused, the last refusal is the outcome', async () => {
  const { outcome, place } = await callWith(['misconfigured key', 'misconfigured key', 'misconfigured key']);
  expect([outcome, place]).toEqual([{ kind: 'misconfigured', what: 'key' }, 3]);
});
