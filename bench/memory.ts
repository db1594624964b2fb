import { writeFile } from 'node:fs/promises';
import type { Context, Table } from './context.ts';
import { coldStarts } from './lambda/cold-ingest.ts';
import { WHOLE_CPU_MB } from './lambda/share.ts';
import { type Curve, plot } from './plot.ts';
import { compared, type Row } from './row.ts';
import { figure } from './statistics.ts';

/** What a user may well set, in MB; the last has a whole CPU. */
const SIZES_MB = [128, 256, 512, 1024, WHOLE_CPU_MB];

/** Ingest's cold start by the memory of the function, which buys CPU; as a plot, too, where one is asked for. */
export const memory: Table = { name: 'memory', title: 'the same, by the memory of the function', run };

async function run(context: Context): Promise<Row[]> {
  const { ingest, nodes } = await context.workshop();
  const [node] = nodes;
  const rows: Row[] = [];
  const curves = {
    ours: { name: 'this app', points: [] } as Curve,
    sdkDefault: { name: ingest.sdkDefault.name, points: [] } as Curve,
    cdkDefault: { name: ingest.cdkDefault.name, points: [] } as Curve,
  };
  for (const memoryMb of SIZES_MB) {
    const starts = await coldStarts(context, node, memoryMb);
    const took = (name: keyof typeof curves) => {
      const ms = figure(
        'ms',
        starts[name].map(({ ms }) => ms),
      );
      curves[name].points.push({ memoryMb, ms: ms.median });
      return { name: curves[name].name, ...ms };
    };
    const row = { what: `${node.name}, ${memoryMb} MB`, ours: took('ours') };
    for (const peer of [took('sdkDefault'), took('cdkDefault')])
      rows.push(compared({ ...row, peer, ratio: 'peer ÷ ours' }));
  }
  if (context.plot !== undefined) await writeFile(context.plot, plot(Object.values(curves)));
  return rows;
}
