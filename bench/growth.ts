import { SETTINGS } from '../lib/settings.ts';
import type { BenchContext, BenchTable } from './context.ts';
import { type Measured, measureStep } from './growth/run.ts';
import { alone, compared, type Row, readable, type Threshold } from './row.ts';
import { figure } from './statistics.ts';

/** With ten times the messages, each may cost so much more. */
const LEVEL = { atMost: 1.3 };

/**
 * Messages of the small step and of the large one. A conversation has as many in both: its record grows with its first
 * ones, and would be taken for what grows with all of them.
 */
const STEPS = { usual: [200, 2_000], full: [1_000, 10_000] } as const;

/** Whether what a message takes stays level when there are more of them, end to end on the local cloud. */
export const growth: BenchTable = {
  name: 'growth',
  title: 'what a message takes, end to end on the local cloud, when there are more of them',
  async run({ runs, progress, full }: BenchContext): Promise<Row[]> {
    const [from, to] = full ? STEPS.full : STEPS.usual;
    const [small, large]: [Measured[], Measured[]] = [[], []];
    for (let run = 0; run < runs(1); run++) {
      progress(`growth: ${from} and ${to} messages`);
      small.push(await measureStep(from));
      large.push(await measureStep(to));
    }
    const row = (name: string, unit: string, value: (measured: Measured) => number, gate?: Threshold): Row =>
      compared({
        what: `${readable(from)} → ${readable(to)} messages: ${name}`,
        ours: figure(unit, large.map(value)),
        peer: { name: 'before', ...figure(unit, small.map(value)) },
        ratio: 'ours ÷ peer',
        ...(gate && { gate }),
      });
    return [
      row('processor time of each message', 'ms', ({ cpuMs }) => cpuMs, LEVEL),
      // No gate: whatever else the machine does is in it.
      row('time on the clock, by messages', 'ms', ({ ms }) => ms),
      row('what the local cloud keeps of each message', 'KB', ({ keptKb }) => keptKb, LEVEL),
      alone({
        what: `${readable(to)} messages: largest process of a function, limit ${SETTINGS.processorMemory.default} MB`,
        ours: figure('MB', large.map(functionMb)),
        gate: { atMost: SETTINGS.processorMemory.default },
      }),
    ];
  },
};

/** A process grows until its garbage is collected, so there is no ratio here, but a limit. */
function functionMb({ functionKb }: Measured): number {
  return functionKb / 1024;
}
