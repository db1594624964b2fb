import type { SQSEvent } from 'aws-lambda';
import type { Context, Table } from './context.ts';
import { interleave } from './interleave.ts';
import { eventBatch, replyBatch } from './lambda/events.ts';
import { firstInvocation } from './lambda/first-invocation.ts';
import { type Sandbox, startSandbox } from './lambda/sandbox.ts';
import { WHOLE_CPU_MB } from './lambda/share.ts';
import type { NodeVersion, Subject } from './lambda/workshop.ts';
import { compared, type Gate, type Row } from './row.ts';
import { figure } from './statistics.ts';

/** As the app comes, in MB. */
const MEMORY_MB = 256;

const RUNS = 9;

/** SQS hands over ten messages of a FIFO queue at most. */
const BATCH = 10;

/** Batches of one run of a warm function. */
const BATCHES = 10;

interface Comparison {
  ours: Subject;
  peer: Subject;
  batch(numbers: readonly number[], now: number): SQSEvent;
  /** How many times longer the peer must take for its first batch, and for each message of a warm one. */
  gates: { first: Gate; warm?: Gate };
}

/** The processor beside Powertools' idempotency around the same decision. */
export const processor: Table = { name: 'processor', title: 'the processor beside Powertools', run: compareProcessor };

async function compareProcessor(context: Context): Promise<Row[]> {
  const { ours, powertools } = (await context.workshop()).processor;
  if (powertools === undefined) return [];
  const gates = { first: { atLeast: 1.6 }, warm: { atLeast: 1.1 } };
  return compare(context, { ours, peer: powertools, batch: eventBatch, gates });
}

/** The reply function beside the same with `fetch`, bundled by CDK's defaults. */
export const reply: Table = { name: 'reply', title: 'the reply function beside fetch', run: compareReply };

async function compareReply(context: Context): Promise<Row[]> {
  const { ours, fetchDefault } = (await context.workshop()).reply;
  return compare(context, { ours, peer: fetchDefault, batch: replyBatch, gates: { first: { atLeast: 1.6 } } });
}

async function compare(context: Context, comparison: Comparison): Promise<Row[]> {
  const { nodes } = await context.workshop();
  const rows: Row[] = [];
  for (const [i, node] of nodes.entries()) {
    // Gates are for the Node.js that is deployed.
    const { first, warm } = i === 0 ? comparison.gates : {};
    rows.push(
      await firstBatch(context, node, comparison, MEMORY_MB, first),
      await firstBatch(context, node, comparison, WHOLE_CPU_MB),
      await warmBatches(context, node, comparison, warm),
    );
  }
  return rows;
}

async function firstBatch(
  { runs, progress }: Context,
  node: NodeVersion,
  { ours, peer, batch }: Comparison,
  memoryMb: number,
  gate?: Gate,
): Promise<Row> {
  progress(`First batches on ${node.name} with ${memoryMb} MB, beside ${peer.name}`);
  const first = (subject: Subject) => async () =>
    (await firstInvocation(subject, node, memoryMb, batch(numbers(0), Date.now()))).ms;
  const results = await interleave(runs(RUNS), { ours: first(ours), peer: first(peer) });
  return row(`${node.name}, ${memoryMb} MB: load + first batch of ${BATCH}`, peer, results, gate);
}

async function warmBatches(
  { runs, progress }: Context,
  node: NodeVersion,
  { ours, peer, batch }: Comparison,
  gate?: Gate,
): Promise<Row> {
  progress(`Warm batches on ${node.name}, beside ${peer.name}`);
  const [our, their] = await Promise.all([open(ours, node), open(peer, node)]);
  const cpuPerMessage = (sandbox: Sandbox) => async () => {
    const batches = Array.from({ length: BATCHES }, (_, i) => batch(numbers(i), Date.now()));
    return (await sandbox.invoke(batches)).cpuMs / (BATCHES * BATCH);
  };
  const results = await interleave(runs(RUNS), { ours: cpuPerMessage(our), peer: cpuPerMessage(their) });
  await Promise.all([our.end(), their.end()]);
  return row(`${node.name}: CPU per message, batches of ${BATCH}`, peer, results, gate);
}

function row(what: string, { name }: Subject, results: { ours: number[]; peer: number[] }, gate?: Gate): Row {
  const peer = { name, ...figure('ms', results.peer) };
  return compared({ what, ours: figure('ms', results.ours), peer, ratio: 'peer ÷ ours', ...(gate && { gate }) });
}

function open({ name: _, ...subject }: Subject, { program }: NodeVersion): Promise<Sandbox> {
  return startSandbox({ ...subject, node: program });
}

/** Other contacts in each batch. */
function numbers(batch: number): number[] {
  return Array.from({ length: BATCH }, (_, i) => batch * BATCH + i);
}
