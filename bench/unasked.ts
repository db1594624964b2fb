import type { BenchContext, BenchTable } from './context.ts';
import { billOf, dollarsOf, sumOf, times, type Usage } from './cost/bill.ts';
import type { Phase } from './cost/load.ts';
import { measureUnasked, type UnaskedLoad } from './cost/measure-unasked.ts';
import { usageOfOne } from './cost/ours.ts';
import { PRICES, PRICES_AS_OF, type Unit } from './cost/prices.ts';
import { alone, type Row } from './row.ts';
import { exact } from './statistics.ts';

const MILLION = 1_000_000;

/** How many are counted of each; more change nothing but the time. */
const COUNT = 180;

const REQUESTS: readonly Unit[] = [
  'writeUnits',
  'readUnits',
  'sqsRequests',
  'invocations',
  'scheduledCalls',
  'busEvents',
];

/** Dollars per million messages that nobody asked for, and per million events on the bus, and the requests of one. */
export const unasked: BenchTable = {
  name: 'unasked',
  title: `what a million messages sent unasked, and events on the bus, cost in us-east-1, as of ${PRICES_AS_OF}`,
  async run({ progress }: BenchContext): Promise<Row[]> {
    progress(`unasked: ${COUNT} messages and events, one by one and together`);
    const { quiet, busy } = await measureUnasked(COUNT);
    return [quiet, busy].flatMap(rowsOf);
  },
};

function rowsOf({ name, now, scheduled, due, published }: UnaskedLoad): Row[] {
  return [
    ...rows(`${name}, sent at once`, [now]),
    ...rows(`${name}, sent on a date`, [scheduled, due]),
    ...rows(`${name}, an event on the bus`, [published]),
  ];
}

/** What it costs, and of that Lambda's time, which is this machine's; then the requests that one makes. */
function rows(what: string, phases: readonly Phase[]): Row[] {
  const usage = sumOf(phases.map(usageOfOne));
  const million = times(usage, MILLION);
  const [time] = billOf({ armGbSeconds: million.armGbSeconds ?? 0 }, 'us-east-1');
  return [
    alone({ what, ours: exact('$ a million', dollarsOf(million, 'us-east-1')) }),
    alone({ what: `${what}: of that Lambda's time`, ours: exact('$ a million', time?.dollars ?? 0) }),
    ...requests(what, usage),
  ];
}

function requests(what: string, usage: Usage): Row[] {
  const used = REQUESTS.filter((unit) => (usage[unit] ?? 0) > 0);
  return used.map((unit) => alone({ what: `${what}: ${PRICES[unit].name}`, ours: exact('each', usage[unit] ?? 0) }));
}
