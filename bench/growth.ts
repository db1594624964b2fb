import { SETTINGS } from '../lib/settings.ts';
import type { Context, Table } from './context.ts';
import { type Measured, measureStep, type Step } from './growth/run.ts';
import { alone, compared, type Gate, type Row } from './row.ts';
import { figure } from './statistics.ts';

/** Ten times the messages, or a thousand times the conversations, may cost so much more for each message. */
const LEVEL = { atMost: 1.3 };

/** A small step, a large one, and what grows from one to the other. */
interface Growth {
  what: string;
  from: Step;
  to: Step;
  /** Whether memory is asked about, too: it is messages that are kept. */
  memory: boolean;
}

const STEPS: Growth[] = [
  {
    what: '200 → 2,000 messages',
    from: { messages: 200, conversations: 100 },
    to: { messages: 2_000, conversations: 100 },
    memory: true,
  },
  {
    what: '1 → 300 conversations',
    from: { messages: 300, conversations: 1 },
    to: { messages: 300, conversations: 300 },
    memory: false,
  },
];

const FULL_STEPS: Growth[] = [
  {
    what: '1,000 → 10,000 messages',
    from: { messages: 1_000, conversations: 1_000 },
    to: { messages: 10_000, conversations: 1_000 },
    memory: true,
  },
  {
    what: '1 → 1,000 conversations',
    from: { messages: 1_000, conversations: 1 },
    to: { messages: 1_000, conversations: 1_000 },
    memory: false,
  },
];

/** Whether what a message takes stays level when there are more of them, end to end on the local cloud. */
export const growth: Table = {
  name: 'growth',
  title: 'what a message takes, end to end on the local cloud, when there are more of them',
  async run(context: Context): Promise<Row[]> {
    const rows: Row[] = [];
    for (const step of context.full ? FULL_STEPS : STEPS) rows.push(...(await rowsOf(step, context)));
    return rows;
  },
};

async function rowsOf({ what, from, to, memory }: Growth, { runs, progress }: Context): Promise<Row[]> {
  const [small, large]: [Measured[], Measured[]] = [[], []];
  for (let run = 0; run < runs(1); run++) {
    progress(`growth: ${what}`);
    small.push(await measureStep(from));
    large.push(await measureStep(to));
  }
  const row = (name: string, unit: string, value: (measured: Measured) => number, gate?: Gate): Row =>
    compared({
      what: `${what}: ${name}`,
      ours: figure(unit, large.map(value)),
      peer: { name: 'before', ...figure(unit, small.map(value)) },
      ratio: 'ours ÷ peer',
      ...(gate && { gate }),
    });
  const time = [
    row('processor time of each message', 'ms', ({ cpuMs }) => cpuMs, LEVEL),
    // No gate: whatever else the machine does is in it.
    row('time on the clock, by messages', 'ms', ({ ms }) => ms),
  ];
  if (!memory) return time;
  return [
    ...time,
    row('what the local cloud keeps of each message', 'KB', ({ keptKb }) => keptKb, LEVEL),
    alone({
      what: `${what}: largest process of a function, which may be ${SETTINGS.processorMemory.default} MB`,
      ours: figure('MB', large.map(functionMb)),
      gate: { atMost: SETTINGS.processorMemory.default },
    }),
  ];
}

/** A process grows until its garbage is collected, so there is no ratio here, but a limit. */
function functionMb({ functionKb }: Measured): number {
  return functionKb / 1024;
}
