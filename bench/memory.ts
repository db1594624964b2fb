import type { BenchContext, BenchTable } from './context.ts';
import { apiRequest, eventBatch, replyBatch } from './lambda/events.ts';
import { startSandbox } from './lambda/sandbox.ts';
import type { NodeVersion, Subject } from './lambda/testbed.ts';
import { compared, type Row, readable } from './row.ts';
import { exact } from './statistics.ts';

/** What Lambda's runtime gives Node.js at 256 MB: nine tenths of it to old objects, a twentieth to young ones. */
const FLAGS = ['--max-old-space-size=230', '--max-semi-space-size=12', '--expose-gc'];

/** Invocations of one environment, with one event each, over the connections that it keeps. */
const INVOCATIONS = 5_000;

/** After so many, caches are full and code is compiled: what is kept must not grow any more. */
const WARM = 1_000;

/**
 * Two collections of one heap differ by a hundredth; a listener left behind by each request is some hundredths a
 * thousand.
 */
const FLAT = { atMost: 1.05 };

/** Invocations at a time: events that wait for their turn are in memory, too. */
const CHUNK = 100;

const EVENTS = {
  ingest: apiRequest,
  processor: (number: number) => eventBatch([number], Date.now()),
  reply: (number: number) => replyBatch([number], Date.now()),
};
type FunctionName = keyof typeof EVENTS;

/** What one environment keeps when it is invoked again and again. */
export const memory: BenchTable = {
  name: 'memory',
  title: `what one environment of 256 MB keeps after a collection, over ${readable(INVOCATIONS)} events`,
  async run(context) {
    const { ingest, processor, reply } = await context.testbed();
    return [
      ...(await rowsOf(context, 'processor', processor.ours, processor.powertools)),
      ...(await rowsOf(context, 'ingest', ingest.ours, ingest.plain)),
      ...(await rowsOf(context, 'reply', reply.ours)),
    ];
  },
};

/** How far our function's memory grows, and how large it is next to that of a peer, where there is one. */
async function rowsOf(
  { progress, testbed }: BenchContext,
  name: FunctionName,
  ours: Subject,
  peer?: Subject,
): Promise<Row[]> {
  progress(`memory: ${name}`);
  const [node] = (await testbed()).nodes;
  const keptBy = (subject: Subject) => kept(subject, node, EVENTS[name]);
  const [our, their] = await Promise.all([keptBy(ours), peer && keptBy(peer)]);
  const row = { ours: exact('MB', our.end), ratio: 'ours ÷ peer' } as const;
  const start = { name: `after ${readable(WARM)}`, ...exact('MB', our.warm) };
  const growth = compared({
    ...row,
    what: `${name}, after ${readable(INVOCATIONS)} invocations`,
    peer: start,
    gate: FLAT,
  });
  if (peer === undefined || their === undefined) return [growth];
  return [growth, compared({ ...row, what: name, peer: { name: peer.name, ...exact('MB', their.end) } })];
}

/** @returns what is kept once it is warm, and in the end, in MB */
async function kept(subject: Subject, { program }: NodeVersion, event: (number: number) => object) {
  const sandbox = await startSandbox(subject, program, FLAGS);
  const invoke = async (from: number, to: number): Promise<number> => {
    for (let first = from; first < to; first += CHUNK) {
      await sandbox.invoke(Array.from({ length: CHUNK }, (_, i) => event(first + i)));
    }
    return (await sandbox.invoke([])).keptMb;
  };
  const [warm, end] = [await invoke(0, WARM), await invoke(WARM, INVOCATIONS)];
  await sandbox.end();
  return { warm, end };
}
