import type { SQSEvent } from 'aws-lambda';
import type { BenchContext } from './context.ts';
import { interleave } from './interleave.ts';
import { firstInvocation } from './lambda/first-invocation.ts';
import { type Sandbox, startSandbox } from './lambda/sandbox.ts';
import { WHOLE_CPU_MB } from './lambda/share.ts';
import type { NodeVersion, Subject } from './lambda/testbed.ts';
import { compared, type Row, type Threshold } from './row.ts';
import { figure } from './statistics.ts';

/** As the app comes, in MB. */
const MEMORY_MB = 256;

const RUNS = 5;

/** SQS hands over ten messages of a FIFO queue at most. */
const BATCH = 10;

/**
 * Batches of one run of a warm function; those of the run that is thrown away have Node.js compile what is used most.
 */
const BATCHES = 30;

interface Comparison {
  ours: Subject;
  peer: Subject;
  batch(numbers: readonly number[], now: number): SQSEvent;
  /** How many times longer the peer must take for its first batch, and for each message of a warm one. */
  gates: { first: Threshold; warm?: Threshold };
}

/**
 * Rows for a function that reads a queue, next to a peer: its first batch, with little CPU and with a whole one, and
 * warm ones. The gates are for the Node.js that is deployed; another one shows how the figures move.
 */
export async function compareBatches(context: BenchContext, comparison: Comparison): Promise<Row[]> {
  const { first, warm } = comparison.gates;
  const [deployed, ...others] = (await context.testbed()).nodes;
  const rows = [
    await firstBatch(context, deployed, comparison, MEMORY_MB, first),
    await firstBatch(context, deployed, comparison, WHOLE_CPU_MB),
    await warmBatches(context, deployed, comparison, warm),
  ];
  for (const node of others) {
    rows.push(await firstBatch(context, node, comparison, MEMORY_MB), await warmBatches(context, node, comparison));
  }
  return rows;
}

async function firstBatch(
  { runs, progress }: BenchContext,
  node: NodeVersion,
  { ours, peer, batch }: Comparison,
  memoryMb: number,
  gate?: Threshold,
): Promise<Row> {
  progress(`First batches on ${node.name} with ${memoryMb} MB, next to ${peer.name}`);
  const first = (subject: Subject) => async () =>
    (await firstInvocation(subject, node, memoryMb, batch(numbers(0), Date.now()))).ms;
  const results = await interleave(runs(RUNS), { ours: first(ours), peer: first(peer) });
  return row(`${node.name}, ${memoryMb} MB: load + first batch of ${BATCH}`, peer, results, gate);
}

async function warmBatches(
  { runs, progress }: BenchContext,
  node: NodeVersion,
  { ours, peer, batch }: Comparison,
  gate?: Threshold,
): Promise<Row> {
  progress(`Warm batches on ${node.name}, next to ${peer.name}`);
  const [our, their] = await Promise.all([startSandbox(ours, node.program), startSandbox(peer, node.program)]);
  const cpuPerMessage = (sandbox: Sandbox) => async () => {
    const batches = Array.from({ length: BATCHES }, (_, i) => batch(numbers(i), Date.now()));
    return (await sandbox.invoke(batches)).cpuMs / (BATCHES * BATCH);
  };
  const results = await interleave(runs(RUNS), { ours: cpuPerMessage(our), peer: cpuPerMessage(their) });
  await Promise.all([our.end(), their.end()]);
  return row(`${node.name}: CPU per message, batches of ${BATCH}`, peer, results, gate);
}

function row(what: string, { name }: Subject, results: { ours: number[]; peer: number[] }, gate?: Threshold): Row {
  const peer = { name, ...figure('ms', results.peer) };
  return compared({ what, ours: figure('ms', results.ours), peer, ratio: 'peer ÷ ours', ...(gate && { gate }) });
}

/** Other contacts in each batch. */
function numbers(batch: number): number[] {
  return Array.from({ length: BATCH }, (_, i) => batch * BATCH + i);
}
