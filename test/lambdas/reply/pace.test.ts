import fc from 'fast-check';
import { MAX_SLEEP_MS, pacer } from '../../../lambdas/reply/pace.ts';
import { readConfig } from '../../../lib/config.ts';
import { maxReceives } from '../../../lib/receives.ts';
import { sendIntervalMs } from '../../../lib/reply-rate.ts';
import { clock } from '../../support/clock.ts';
import { runs } from '../../support/properties.ts';

function open(intervalMs: number) {
  const time = clock();
  return { time, pace: pacer(intervalMs, time.now) };
}

const reserved = (waitMs: number) => ({ kind: 'reserved', waitMs });
const far = (askAgainMs: number) => ({ kind: 'far', askAgainMs });

test('the first reply may be sent at once, the next ones an interval apart', () => {
  const { pace, time } = open(150);
  expect([pace(), pace(), pace()]).toEqual([reserved(0), reserved(150), reserved(300)]);
  time.advance(200);
  expect(pace()).toEqual(reserved(250));
});

test('time in which nothing was sent is not made up for', () => {
  const { pace, time } = open(150);
  pace();
  time.advance(60_000);
  expect([pace(), pace()]).toEqual([reserved(0), reserved(150)]);
});

test('a slot is waited for up to a second, and what is further ahead is sent away without one', () => {
  const { pace, time } = open(500);
  expect([pace(), pace(), pace()]).toEqual([reserved(0), reserved(500), reserved(MAX_SLEEP_MS)]);
  expect(pace()).toEqual(far(1_500));
  time.advance(600);
  expect(pace()).toEqual(reserved(900));
});

test('what is sent away comes back one by one, each in time for a slot', () => {
  const { pace, time } = open(3_000);
  expect([pace(), pace(), pace(), pace()]).toEqual([reserved(0), far(3_000), far(6_000), far(9_000)]);
  time.advance(3_000);
  expect(pace()).toEqual(reserved(0));
  time.advance(3_000);
  expect([pace(), pace()]).toEqual([reserved(0), far(6_000)]);
});

test('whenever replies arrive, no more sends than the share of a second begin within any second', () => {
  const gaps = fc.array(fc.nat({ max: 800 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_500 }), gaps, (intervalMs, gaps) => {
      const { pace, time } = open(intervalMs);
      const begun = gaps.flatMap((gap) => {
        time.advance(gap);
        const slot = pace();
        return slot.kind === 'reserved' ? [time.now() + slot.waitMs] : [];
      });
      const share = Math.ceil(1_000 / intervalMs);
      return begun.every((from) => begun.filter((at) => at >= from && at < from + 1_000).length <= share);
    }),
    runs,
  );
});

/** How often each message of a burst was received, and after how many ms the last one was sent. */
interface Burst {
  receives: number[];
  lastedMs: number;
}

/** The functions take batches of ten from a queue that so many messages, one of each contact, reach at once. */
function burst(messages: number, settings: Record<string, number>): Burst {
  const time = clock();
  const startedAt = time.now();
  const config = readConfig(settings);
  const functions = Array.from({ length: config.replyConcurrency }, () => ({
    pace: pacer(sendIntervalMs(config), time.now),
    busyUntil: startedAt,
  }));
  const queue = Array.from({ length: messages }, () => ({ visibleAt: startedAt, receives: 0 }));
  const waiting = new Set(queue);
  for (; waiting.size > 0; time.advance(20)) {
    for (const idle of functions.filter(({ busyUntil }) => busyUntil <= time.now())) {
      const batch = [...waiting].filter(({ visibleAt }) => visibleAt <= time.now()).slice(0, 10);
      for (const message of batch) {
        message.receives++;
        const slot = idle.pace();
        if (slot.kind === 'reserved') waiting.delete(message);
        else message.visibleAt = time.now() + wholeSeconds(slot.askAgainMs);
      }
      if (batch.length > 0) idle.busyUntil = time.now() + MAX_SLEEP_MS;
    }
  }
  return { receives: queue.map(({ receives }) => receives), lastedMs: time.now() - startedAt };
}

/** A visibility timeout is a number of whole seconds. */
function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}

test.each([
  [2_000, {}],
  [1_000, { repliesPerSecond: 5 }],
  [300, { repliesPerSecond: 1 }],
  [300, { repliesPerSecond: 1, replyConcurrency: 10 }],
])(
  'in a burst of %i replies with the settings %j none comes near the lowest receive limit there is',
  (messages, settings) => {
    const lowest = maxReceives(readConfig({ replyUsefulHours: 1 }));
    expect(Math.max(...burst(messages, settings).receives)).toBeLessThan(lowest);
  },
);

test('a burst leaves nearly as fast as the rate allows', () => {
  expect(burst(1_000, {}).lastedMs).toBeLessThan(1.2 * (1_000 / 20) * 1_000);
});
