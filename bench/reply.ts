import { compareBatches } from './batches.ts';
import type { BenchTable } from './context.ts';
import { replyBatch } from './lambda/events.ts';

/** The reply function next to the same with `fetch`, bundled by CDK's defaults. */
export const reply: BenchTable = {
  name: 'reply',
  title: 'the reply function next to fetch',
  async run(context) {
    const { ours, fetchDefault } = (await context.testbed()).reply;
    const gates = { first: { atLeast: 1.6 } };
    return compareBatches(context, { ours, peer: fetchDefault, batch: replyBatch, gates });
  },
};
