import { type Counted, ofFunctions } from '../../../bench/cost/counter.ts';
import { type Design, usageOf } from '../../../bench/cost/design.ts';
import { type MeasuredLoad, phaseOf, slower, withColdStarts } from '../../../bench/cost/load.ts';
import { naive, naiveWithSecretsKept } from '../../../bench/cost/naive.ts';
import { ours } from '../../../bench/cost/ours.ts';
import { powertools } from '../../../bench/cost/powertools.ts';

/** A hundred events, of which workers take so many at a time. */
function load(batch: number): MeasuredLoad {
  const counted: Counted = {
    usage: { httpRequests: 100, sqsRequests: 200 + 400 / batch },
    work: {
      ...ofFunctions(() => ({ invocations: 0, cpuMs: 0, calls: 0, initMs: 0 })),
      ingest: { invocations: 100, cpuMs: 200, calls: 100, initMs: 100 },
      processor: { invocations: 100 / batch, cpuMs: 800, calls: 500, initMs: 200 },
      reply: { invocations: 100 / batch, cpuMs: 700, calls: 300, initMs: 200 },
    },
    operations: {},
  };
  return { name: 'busy', messages: phaseOf(counted, 100), statuses: phaseOf(counted, 100) };
}

const perMessage = (design: Design, unit: keyof ReturnType<typeof usageOf>) => usageOf(design, 0)[unit];

test('ours is what was counted, for each message', () => {
  expect(perMessage(ours(load(10)), 'httpRequests')).toBe(1);
  expect(perMessage(ours(load(10)), 'sqsRequests')).toBe(2.4);
});

test('each status event adds what one takes', () => {
  expect(usageOf(naive(load(1)), 3)).toMatchObject({ restRequests: 4, invocations: 9, secretReads: 5 });
});

test('batches save the naive design nothing, and the typical one as much as us', () => {
  expect(perMessage(naive(load(10)), 'invocations')).toBe(3);
  expect(perMessage(powertools(load(10)), 'invocations')).toBeCloseTo(1.2);
  expect(perMessage(powertools(load(10)), 'sqsRequests')).toBeCloseTo(2.4);
  expect(usageOf(naive(load(10)), 0)).toEqual(usageOf(naive(load(1)), 0));
});

test('every design is given the same work: twice of it costs each of them more time', () => {
  for (const design of [ours, naive, powertools]) {
    const time = (given: MeasuredLoad) => {
      const { armGbSeconds = 0, x86GbSeconds = 0 } = usageOf(design(given), 0);
      return armGbSeconds + x86GbSeconds;
    };
    expect(time(slower(load(1), 2))).toBeGreaterThan(time(load(1)));
  }
});

test('every design is billed the inits of one invocation in a hundred, and of all of them where all are cold', () => {
  const time = (design: (load: MeasuredLoad) => Design, of: 'every invocation' | 'none') => {
    const { armGbSeconds = 0, x86GbSeconds = 0 } = usageOf(design(withColdStarts(load(1), of)), 0);
    return armGbSeconds + x86GbSeconds;
  };
  const inits = (design: (load: MeasuredLoad) => Design) => time(design, 'every invocation') - time(design, 'none');
  expect(inits(ours)).toBeCloseTo(0.5 * 0.25);
  expect(inits(powertools)).toBeCloseTo(0.5 * 0.5);
  expect(inits(naive)).toBeCloseTo(0.5);
});

test('the naive design is the same without its reads of secrets', () => {
  const { secretReads, ...kept } = usageOf(naive(load(1)), 3);
  expect(usageOf(naiveWithSecretsKept(load(1)), 3)).toEqual(kept);
  expect(secretReads).toBe(5);
});

test('a unit that a design names twice would hide one of its reasons', () => {
  for (const { lines } of [ours(load(1)), naive(load(1)), powertools(load(1))]) {
    const units = lines.map(({ unit }) => unit);
    expect(new Set(units).size).toBe(units.length);
  }
});
