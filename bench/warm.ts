import type { BenchContext, BenchTable } from './context.ts';
import { interleave } from './interleave.ts';
import { apiRequest } from './lambda/events.ts';
import { type Sandbox, startSandbox } from './lambda/sandbox.ts';
import { cpuShare } from './lambda/share.ts';
import type { NodeVersion, Subject } from './lambda/testbed.ts';
import { throttled } from './lambda/throttle.ts';
import { compared, type Row } from './row.ts';
import { figure } from './statistics.ts';

/** As the app comes, in MB. */
const MEMORY_MB = 256;

const RUNS = 7;

/** Deliveries of one run: enough for the figure not to hang on a single one, and for the compiler to be done before. */
const DELIVERIES = 100;

/** Deliveries of one run with little CPU. */
const THROTTLED_DELIVERIES = 10;

/** Ingest once it is warm: what a delivery takes. */
export const warm: BenchTable = {
  name: 'warm',
  title: 'ingest once it is warm',
  async run(context) {
    const { ingest, nodes } = await context.testbed();
    const rows: Row[] = [];
    for (const node of nodes) {
      for (const peer of [ingest.plain, ingest.cdkDefault])
        rows.push(...(await compare(context, node, ingest.ours, peer)));
    }
    return rows;
  },
};

async function compare(
  { runs, progress }: BenchContext,
  node: NodeVersion,
  ours: Subject,
  peer: Subject,
): Promise<Row[]> {
  progress(`Warm deliveries on ${node.name}, next to ${peer.name}`);
  const [our, their] = await Promise.all([startSandbox(ours, node.program), startSandbox(peer, node.program)]);
  const cpu = await interleave(runs(RUNS), { ours: () => cpuOf(our), peer: () => cpuOf(their) });
  const latency = await interleave(runs(RUNS), { ours: () => latencyOf(our), peer: () => latencyOf(their) });
  await Promise.all([our.end(), their.end()]);
  const row = (what: string, results: { ours: number[]; peer: number[] }): Row =>
    compared({
      what: `${node.name}: ${what}`,
      ours: figure('ms', results.ours),
      peer: { name: peer.name, ...figure('ms', results.peer) },
      ratio: 'peer ÷ ours',
    });
  return [row('CPU per delivery', cpu), row(`ack with ${MEMORY_MB} MB`, latency)];
}

/** @returns CPU time per delivery, in ms */
async function cpuOf({ invoke }: Sandbox): Promise<number> {
  return (await invoke(deliveries(DELIVERIES))).cpuMs / DELIVERIES;
}

/** @returns how long a delivery takes with the CPU of a small function, in ms */
async function latencyOf({ pid, invoke }: Sandbox): Promise<number> {
  const { ms } = await throttled(pid, cpuShare(MEMORY_MB), () => invoke(deliveries(THROTTLED_DELIVERIES)));
  return ms / THROTTLED_DELIVERIES;
}

function deliveries(count: number): object[] {
  return Array.from({ length: count }, (_, i) => apiRequest(i));
}
