import type { Context, Table } from './context.ts';
import { billOf, dollarsOf, times } from './cost/bill.ts';
import { type Design, monthlyUsageOf, usageOf } from './cost/design.ts';
import { type Load, slower } from './cost/load.ts';
import { measureLoads, STATUSES_PER_ANSWER } from './cost/measure.ts';
import { naive } from './cost/naive.ts';
import { ours } from './cost/ours.ts';
import { powertools } from './cost/powertools.ts';
import { PRICES_AS_OF, REGIONS, type Region } from './cost/prices.ts';
import { alone, compared, type Gate, type Row } from './row.ts';
import { exact } from './statistics.ts';

const MILLION = 1_000_000;

/** How many messages are counted for each load; more change nothing but the time. */
const MESSAGES = 200;

/** How many lines of the bill are shown. */
const LARGEST_LINES = 6;

const PER_MILLION = '$ a million';
const PER_MONTH = '$ a month';

/** Dollars per million messages that are answered once, from counted requests, bytes and milliseconds. */
export const cost: Table = {
  name: 'cost',
  title: `what a million answered messages cost, at list prices as of ${PRICES_AS_OF} (docs/cost.md says how it is counted)`,
  async run({ progress }: Context): Promise<Row[]> {
    progress(`cost: ${MESSAGES} messages and the statuses of their answers, one by one and together`);
    const { quiet, busy } = await measureLoads(MESSAGES);
    return [
      ...REGIONS.flatMap((region) => [busy, quiet].flatMap((load) => comparisons(load, region))),
      ...largestLines(busy),
      ...largestLines(quiet),
      doubled(busy),
      doubled(quiet),
      ...REGIONS.map((region) => fixed(busy, region)),
    ];
  },
};

/**
 * Both peers, with and without status events. The gate against the naive design, which has no batches, is for a load that
 * fills some, and for a region in which no price is an estimate.
 */
function comparisons(load: Load, region: Region): Row[] {
  const third = load.name === 'busy' && region === 'us-east-1' ? { atMost: 0.3 } : undefined;
  return [0, STATUSES_PER_ANSWER].flatMap((statuses) => [
    comparison({ load, region, statuses, peer: naive(load), gate: third }),
    comparison({ load, region, statuses, peer: powertools(load), gate: { atMost: 1 } }),
  ]);
}

interface Comparison {
  load: Load;
  region: Region;
  statuses: number;
  peer: Design;
  gate: Gate | undefined;
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

function largestLines(load: Load): Row[] {
  const bill = billOf(times(usageOf(ours(load), 0), MILLION), 'us-east-1');
  return bill
    .slice(0, LARGEST_LINES)
    .map(({ name, dollars }) =>
      alone({ what: `of that, us-east-1, ${load.name}, without statuses: ${name}`, ours: exact(PER_MILLION, dollars) }),
    );
}

/** Durations are of this machine, so this is how much they matter. */
function doubled(load: Load): Row {
  const slow = slower(load, 2);
  return compared({
    what: `us-east-1, ${load.name}, without statuses, if all work took twice as long`,
    ours: exact(PER_MILLION, perMillion(ours(slow), 0, 'us-east-1')),
    peer: { name: 'naive', ...exact(PER_MILLION, perMillion(naive(slow), 0, 'us-east-1')) },
    ratio: 'ours ÷ peer',
  });
}

function fixed(load: Load, region: Region): Row {
  const price = (design: Design) => exact(PER_MONTH, dollarsOf(monthlyUsageOf(design), region));
  return alone({ what: `${region}, while nobody writes`, ours: price(ours(load)) });
}
