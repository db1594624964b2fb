import { compareBatches } from './batches.ts';
import type { BenchTable } from './context.ts';
import { eventBatch } from './lambda/events.ts';

/** The processor next to Powertools' idempotency around the same decision. */
export const processor: BenchTable = {
  name: 'processor',
  title: 'the processor next to Powertools',
  async run(context) {
    const { ours, powertools } = (await context.testbed()).processor;
    if (powertools === undefined) return [];
    const gates = { first: { atLeast: 1.6 }, warm: { atLeast: 1.1 } };
    return compareBatches(context, { ours, peer: powertools, batch: eventBatch, gates });
  },
};
