import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Context, Table } from './context.ts';
import { interleave } from './interleave.ts';
import { coldStarts } from './lambda/cold-ingest.ts';
import { apiRequest } from './lambda/events.ts';
import { type FirstInvocation, firstInvocation } from './lambda/first-invocation.ts';
import { WHOLE_CPU_MB } from './lambda/share.ts';
import type { NodeVersion, Workshop } from './lambda/workshop.ts';
import { compared, type Gate, type Row } from './row.ts';
import { type Figure, figure } from './statistics.ts';

/** The sizes of memory that are measured, in MB, and how many times longer the SDK's clients must take. */
const SIZES: { memoryMb: number; gate: Gate }[] = [
  { memoryMb: 256, gate: { atLeast: 3.5 } },
  { memoryMb: 128, gate: { atLeast: 4 } },
  { memoryMb: WHOLE_CPU_MB, gate: { atLeast: 1.5 } },
];

const START_RUNS = 9;

/** Ingest, from nothing to its first durable ack. The gates are for the Node.js that is deployed. */
export const cold: Table = { name: 'cold', title: 'ingest, module load and first invocation to the durable ack', run };

async function run(context: Context): Promise<Row[]> {
  const { ingest, nodes } = await context.workshop();
  const rows: Row[] = [];
  for (const [i, node] of nodes.entries()) {
    const gated = i === 0;
    for (const { memoryMb, gate } of SIZES) {
      const starts = await coldStarts(context, node, memoryMb);
      const took = (name: keyof Workshop['ingest']) => ({ name: ingest[name].name, ...milliseconds(starts[name]) });
      const row = { what: `${node.name}, ${memoryMb} MB: load + first ack`, ours: took('ours') };
      rows.push(
        compared({ ...row, peer: took('sdkDefault'), ratio: 'peer ÷ ours', ...(gated && { gate }) }),
        compared({ ...row, peer: took('cdkDefault'), ratio: 'peer ÷ ours' }),
      );
      if (memoryMb === WHOLE_CPU_MB) {
        const peak = (name: keyof Workshop['ingest']) => ({ name: ingest[name].name, ...peakMemory(starts[name]) });
        const what = `${node.name}: peak memory`;
        const gate = gated && { gate: { atMost: 0.9 } };
        rows.push(compared({ what, ours: peak('ours'), peer: peak('sdkDefault'), ratio: 'ours ÷ peer', ...gate }));
      }
    }
    rows.push(await startRow(context, node, gated));
  }
  return rows;
}

/** From the start of the process, beside a Node.js that has nothing to do. */
async function startRow({ runs, progress, workshop }: Context, node: NodeVersion, gated: boolean): Promise<Row> {
  progress(`Process starts on ${node.name}`);
  const { ours } = (await workshop()).ingest;
  const starts = await interleave(runs(START_RUNS), {
    ours: async () => (await firstInvocation(ours, node, WHOLE_CPU_MB, apiRequest(1))).fromStartMs,
    bare: () => bareStart(node),
  });
  return compared({
    what: `${node.name}: process start to first ack`,
    ours: figure('ms', starts.ours),
    peer: { name: 'node -e 0', ...figure('ms', starts.bare) },
    ratio: 'ours ÷ peer',
    ...(gated && { gate: { atMost: 3.3 } }),
  });
}

/** @returns how long Node.js takes to start, to do nothing and to end, in ms */
async function bareStart({ program }: NodeVersion): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(program, ['-e', '0'], { env: {}, stdio: 'ignore' }), 'exit');
  return performance.now() - startedAt;
}

function milliseconds(starts: FirstInvocation[]): Figure {
  return figure(
    'ms',
    starts.map(({ ms }) => ms),
  );
}

function peakMemory(starts: FirstInvocation[]): Figure {
  return figure(
    'MB',
    starts.map(({ peakMb }) => peakMb),
  );
}
