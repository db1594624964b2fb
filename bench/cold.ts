import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { BenchContext, BenchTable } from './context.ts';
import { interleave } from './interleave.ts';
import { apiRequest } from './lambda/events.ts';
import { type FirstInvocation, firstInvocation } from './lambda/first-invocation.ts';
import { WHOLE_CPU_MB } from './lambda/share.ts';
import type { NodeVersion, Subject, Testbed } from './lambda/testbed.ts';
import { plot } from './plot.ts';
import { compared, type Row, type Threshold } from './row.ts';
import { type Figure, figure } from './statistics.ts';

/** What is measured on a Node.js, and what must come of it. */
interface Plan {
  /** Of memory, in MB, and how many times longer the SDK's plain clients in CDK's default bundle must take. */
  sizes: { memoryMb: number; gate?: Threshold }[];
  start?: Threshold;
}

/** On the Node.js that is deployed. */
const DEPLOYED: Plan = {
  sizes: [
    { memoryMb: 128, gate: { atLeast: 4 } },
    { memoryMb: 256, gate: { atLeast: 3.5 } },
    { memoryMb: 512 },
    { memoryMb: 1024 },
    { memoryMb: WHOLE_CPU_MB, gate: { atLeast: 1.2 } },
  ],
  start: { atMost: 3.3 },
};

const ELSEWHERE: Plan = { sizes: [{ memoryMb: 256 }, { memoryMb: WHOLE_CPU_MB }] };

const RUNS = 7;

type Starts = Record<keyof Testbed['ingest'], FirstInvocation[]>;

/** Ingest from nothing to its first durable ack; as a plot by memory, too, where one is asked for. */
export const cold: BenchTable = {
  name: 'cold',
  title: 'ingest, module load and first invocation to the durable ack',
  async run(context) {
    const [deployed, ...others] = (await context.testbed()).nodes;
    const rows = await rowsOn(context, deployed, DEPLOYED);
    for (const node of others) rows.push(...(await rowsOn(context, node, ELSEWHERE)));
    return rows;
  },
};

async function rowsOn(context: BenchContext, node: NodeVersion, plan: Plan): Promise<Row[]> {
  const { ingest } = await context.testbed();
  const bySize: [number, Starts][] = [];
  for (const { memoryMb } of plan.sizes) bySize.push([memoryMb, await starts(context, node, memoryMb)]);
  if (plan === DEPLOYED && context.plot !== undefined) await writeFile(context.plot, plotOf(bySize, ingest));
  return [
    ...bySize.flatMap(([memoryMb, { ours, plain, cdkDefault }], i) => {
      const row = { what: `${node.name}, ${memoryMb} MB`, ours: time(ours), ratio: 'peer ÷ ours' } as const;
      const { gate } = plan.sizes[i] ?? {};
      return [
        compared({ ...row, peer: { name: ingest.plain.name, ...time(plain) }, ...(gate && { gate }) }),
        compared({ ...row, peer: { name: ingest.cdkDefault.name, ...time(cdkDefault) } }),
      ];
    }),
    await startRow(context, node, plan.start),
  ];
}

/** Starts ingest and its peers in turn, each to its first durable ack. */
async function starts({ runs, progress, testbed }: BenchContext, node: NodeVersion, memoryMb: number): Promise<Starts> {
  progress(`cold: ${node.name}, ${memoryMb} MB`);
  const { ours, plain, cdkDefault } = (await testbed()).ingest;
  const start = (subject: Subject) => () => firstInvocation(subject, node, memoryMb, apiRequest(1));
  const things = { ours: start(ours), plain: start(plain), cdkDefault: start(cdkDefault) };
  return interleave(runs(RUNS), things);
}

/** From the start of the process, next to a Node.js that has nothing to do. */
async function startRow({ runs, progress, testbed }: BenchContext, node: NodeVersion, gate?: Threshold): Promise<Row> {
  progress(`cold: ${node.name}, process start`);
  const { ours } = (await testbed()).ingest;
  const results = await interleave(runs(RUNS), {
    ours: async () => (await firstInvocation(ours, node, WHOLE_CPU_MB, apiRequest(1))).fromStartMs,
    bare: () => bareStart(node),
  });
  return compared({
    what: `${node.name}: process start to first ack`,
    ours: figure('ms', results.ours),
    peer: { name: 'node -e 0', ...figure('ms', results.bare) },
    ratio: 'ours ÷ peer',
    ...(gate && { gate }),
  });
}

/** @returns how long Node.js takes to start, to do nothing and to end, in ms */
async function bareStart({ program }: NodeVersion): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(program, ['-e', '0'], { env: {}, stdio: 'ignore' }), 'exit');
  return performance.now() - startedAt;
}

function plotOf(bySize: readonly [number, Starts][], { plain, cdkDefault }: Testbed['ingest']): string {
  const series = (name: string, key: keyof Starts) => ({
    name,
    points: bySize.map(([memoryMb, starts]) => ({ memoryMb, ms: time(starts[key]).median })),
  });
  return plot([series('this app', 'ours'), series(plain.name, 'plain'), series(cdkDefault.name, 'cdkDefault')]);
}

function time(starts: readonly FirstInvocation[]): Figure {
  const runs = starts.map(({ ms }) => ms);
  return figure('ms', runs);
}
