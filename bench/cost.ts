import type { BenchContext, BenchTable } from './context.ts';
import { billOf, dollarsOf, times } from './cost/bill.ts';
import { type Design, monthlyUsageOf, usageOf } from './cost/design.ts';
import { COLD_SHARE } from './cost/lambda-time.ts';
import { type MeasuredLoad, slower, withColdStarts } from './cost/load.ts';
import { measureLoads, STATUSES_PER_ANSWER } from './cost/measure.ts';
import { naive, naiveWithSecretsKept } from './cost/naive.ts';
import { ours } from './cost/ours.ts';
import { powertools } from './cost/powertools.ts';
import { PRICES_AS_OF, REGIONS, type Region } from './cost/prices.ts';
import { alone, compared, type Row, type Threshold } from './row.ts';
import { exact } from './statistics.ts';

const MILLION = 1_000_000;

/** How many messages are counted for each load; more change nothing but the time. */
const MESSAGES = 200;

/** How many lines of the bill are shown. */
const LARGEST_LINES = 6;

const PER_MILLION = '$ a million';
const PER_MONTH = '$ a month';

/** Dollars per million messages that are answered once, from counted requests, bytes and milliseconds. */
export const cost: BenchTable = {
  name: 'cost',
  title: `what a million answered messages cost, at list prices as of ${PRICES_AS_OF} (docs/cost.md has the method)`,
  async run({ progress }: BenchContext): Promise<Row[]> {
    progress(`cost: ${MESSAGES} messages and the statuses of their answers, one by one and together`);
    const { quiet, busy } = await measureLoads(MESSAGES);
    return [
      ...REGIONS.flatMap((region) => [busy, quiet].flatMap((load) => comparisons(load, region))),
      ...[busy, quiet].flatMap((load) => [...largestLines(load), init(load)]),
      ...[busy, quiet].map((load) => changed('if all work took twice as long', slower(load, 2))),
      changed('if every invocation started an environment', withColdStarts(quiet, 'every invocation')),
      ...REGIONS.map((region) => fixed(busy, region)),
    ];
  },
};

/**
 * What one would build who knows the field, and what one would build from tutorials, with and without status events.
 * The gate against the naive design, which has no batches, is for a load that fills some, and for a region in which no
 * price is an estimate. Two reads of a secret for each message are a third of what it costs, so it is shown without
 * them, too.
 */
function comparisons(load: MeasuredLoad, region: Region): Row[] {
  const third = load.name === 'busy' && region === 'us-east-1' ? { atMost: 0.3 } : undefined;
  return [0, STATUSES_PER_ANSWER].flatMap((statuses) => [
    comparison({ load, region, statuses, peer: powertools(load), gate: { atMost: 1 } }),
    comparison({ load, region, statuses, peer: naive(load), gate: third }),
    comparison({ load, region, statuses, peer: naiveWithSecretsKept(load) }),
  ]);
}

interface Comparison {
  load: MeasuredLoad;
  region: Region;
  statuses: number;
  peer: Design;
  gate?: Threshold | undefined;
}

function comparison({ load, region, statuses, peer, gate }: Comparison): Row {
  const price = (design: Design) => exact(PER_MILLION, perMillion(design, statuses, region));
  return compared({
    what: `${region}, ${load.name}, ${statuses === 0 ? 'without statuses' : 'with three statuses'}`,
    ours: price(ours(load)),
    peer: { name: peer.name, ...price(peer) },
    ratio: 'ours ÷ peer',
    ...(gate && { gate }),
  });
}

function perMillion(design: Design, statuses: number, region: Region): number {
  return dollarsOf(times(usageOf(design, statuses), MILLION), region);
}

function largestLines(load: MeasuredLoad): Row[] {
  const bill = billOf(times(usageOf(ours(load), 0), MILLION), 'us-east-1');
  return bill
    .slice(0, LARGEST_LINES)
    .map(({ name, dollars }) =>
      alone({ what: `of that, us-east-1, ${load.name}, without statuses: ${name}`, ours: exact(PER_MILLION, dollars) }),
    );
}

/** What the starts of environments cost, which are in Lambda's time. */
function init(load: MeasuredLoad): Row {
  const warm = perMillion(ours(withColdStarts(load, 'none')), 0, 'us-east-1');
  return alone({
    what: `of that, us-east-1, ${load.name}, without statuses: init, of one invocation in ${1 / COLD_SHARE}`,
    ours: exact(PER_MILLION, perMillion(ours(load), 0, 'us-east-1') - warm),
  });
}

/** Durations are of this machine, and how many starts are cold is a guess, so this is how much they matter. */
function changed(how: string, load: MeasuredLoad): Row {
  const price = (design: Design) => exact(PER_MILLION, perMillion(design, 0, 'us-east-1'));
  const peer = powertools(load);
  return compared({
    what: `us-east-1, ${load.name}, without statuses, ${how}`,
    ours: price(ours(load)),
    peer: { name: peer.name, ...price(peer) },
    ratio: 'ours ÷ peer',
  });
}

function fixed(load: MeasuredLoad, region: Region): Row {
  const price = (design: Design) => exact(PER_MONTH, dollarsOf(monthlyUsageOf(design), region));
  return alone({ what: `${region}, while nobody writes`, ours: price(ours(load)) });
}
