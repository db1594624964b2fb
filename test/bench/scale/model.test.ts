import fc from 'fast-check';
import { burst, seeded } from '../../../bench/scale/arrivals.ts';
import { longest } from '../../../bench/scale/ladder.ts';
import { type ScaleScenario, simulate } from '../../../bench/scale/model.ts';
import { readConfig } from '../../../lib/config.ts';

const place = { region: 'us-east-1', concurrency: 1_000 } as const;
const quick = { throttleRate: 10_000, throttleBurst: 5_000, processorConcurrency: 300, replyConcurrency: 300 };
const fast = readConfig({ ...quick, repliesPerSecond: 1_000 });

function scenario(more: Partial<ScaleScenario> = {}): ScaleScenario {
  return { place, arrivals: [], backlog: 0, contacts: 1_000, ...more };
}

const anyScenario = fc.record({
  place: fc.record({
    region: fc.constantFrom('us-east-1' as const, 'sa-east-1' as const),
    concurrency: fc.constantFrom(10, 1_000),
  }),
  arrivals: fc.array(fc.nat(2_000), { maxLength: 20 }),
  backlog: fc.nat(5_000),
  contacts: fc.integer({ min: 1, max: 5_000 }),
});

const anySettings = fc.record({
  throttleRate: fc.integer({ min: 50, max: 10_000 }),
  processorConcurrency: fc.integer({ min: 2, max: 400 }),
  replyConcurrency: fc.integer({ min: 2, max: 400 }),
  repliesPerSecond: fc.integer({ min: 10, max: 1_000 }),
  replyUsefulHours: fc.constantFrom(1, 24),
});

test('what comes is answered or expires: nothing is lost and nothing is made up', () => {
  fc.assert(
    fc.property(anyScenario, anySettings, (given, settings) => {
      const { arrived, answered, expired } = simulate(given, readConfig(settings));
      expect(answered + expired).toBeCloseTo(arrived, 2);
    }),
    { numRuns: 40 },
  );
});

test('the same scenario has the same outcome, each time', () => {
  const given = scenario({ arrivals: burst(500, 10, seeded(7)) });
  expect(simulate(given, readConfig({}))).toEqual(simulate({ ...given }, readConfig({})));
});

test('a larger backlog is never done earlier', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.nat(20_000), anySettings, (a, b, settings) => {
      const [small, large] = [Math.min(a, b), Math.max(a, b)].map((backlog) =>
        simulate(scenario({ backlog }), readConfig(settings)),
      );
      expect(large?.drainedAt).toBeGreaterThanOrEqual(small?.drainedAt ?? 0);
    }),
    { numRuns: 40 },
  );
});

test('a higher rate of replies never makes a backlog take longer', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.constantFrom(10, 20, 50, 100), (backlog, repliesPerSecond) => {
      const drainedAt = (rate: number) =>
        simulate(scenario({ backlog }), readConfig({ repliesPerSecond: rate })).drainedAt;
      expect(drainedAt(repliesPerSecond * 2)).toBeLessThanOrEqual(drainedAt(repliesPerSecond));
    }),
    { numRuns: 40 },
  );
});

test('as the app comes, a backlog leaves at the rate of replies', () => {
  const outcome = simulate(scenario({ backlog: 20_000 }), readConfig({}));
  const { drainedAt, oldest } = outcome;
  expect(drainedAt).toBeGreaterThanOrEqual(1_000);
  expect(drainedAt).toBeLessThan(1_020);
  expect(oldest).toBe(drainedAt);
  expect(longest(outcome)).toBe('rate of replies');
});

test('a burst above the throttle of the API is tried again by the vendor, and answered', () => {
  const { arrived, answered, refused, bottlenecks } = simulate(
    scenario({ arrivals: Array(10).fill(2_000) }),
    readConfig({ repliesPerSecond: 1_000 }),
  );
  expect(bottlenecks.first).toEqual({ limit: 'throttle of the API', at: 0 });
  expect(refused).toBeGreaterThan(20_000 - 1_000 - 10 * 500 - 1);
  expect(answered).toBeCloseTo(arrived);
});

test('a burst below every limit holds nothing up', () => {
  const { bottlenecks, refused } = simulate(scenario({ arrivals: Array(10).fill(5) }), readConfig({}));
  expect({ bottlenecks, refused }).toEqual({ bottlenecks: { seconds: {} }, refused: 0 });
});

test('one conversation goes in order, so that more functions do not make it faster', () => {
  const outcome = simulate(scenario({ backlog: 300, contacts: 1 }), fast);
  expect(longest(outcome)).toBe('conversations');
  expect(outcome.drainedAt).toBeGreaterThan(300 / 4);
});

test('a new account is held up by its ten invocations at once', () => {
  const { bottlenecks } = simulate(scenario({ place: { ...place, concurrency: 10 }, arrivals: [400] }), readConfig({}));
  expect(bottlenecks.first).toEqual({ limit: 'concurrency of the account', at: 0 });
});

test('with everything else raised the ledger is the limit, until it is warmed', () => {
  const given = scenario({ backlog: 500_000, contacts: 100_000 });
  const cold = simulate(given, fast);
  const warm = simulate(given, { ...fast, ledgerWarmWrites: 40_000 });
  expect(longest(cold)).toBe('writes to the ledger');
  expect(warm.drainedAt).toBeLessThan(cold.drainedAt);
});

test('pollers that are kept ready begin at once', () => {
  const given = scenario({ backlog: 20_000, contacts: 20_000 });
  const patient = simulate(given, fast).bottlenecks;
  const ready = simulate(given, { ...fast, processorPollers: 30 }).bottlenecks;
  expect(patient.first?.limit).toBe('start of pollers');
  expect(ready.seconds['start of pollers'] ?? 0).toBeLessThan(patient.seconds['start of pollers'] ?? 0);
});

test('an answer that waited longer than it is useful is not sent', () => {
  const { answered, expired } = simulate(scenario({ backlog: 100_000 }), readConfig({ replyUsefulHours: 1 }));
  expect(answered).toBeCloseTo(3_600 * 20, -3);
  expect(answered + expired).toBeCloseTo(100_000);
});
