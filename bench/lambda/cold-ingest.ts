import type { Context } from '../context.ts';
import { interleave } from '../interleave.ts';
import { apiRequest } from './events.ts';
import { type FirstInvocation, firstInvocation } from './first-invocation.ts';
import type { NodeVersion, Subject, Workshop } from './workshop.ts';

/** Runs of ingest's cold start at one size of memory, ours and those of its peers. */
export type ColdStarts = Record<keyof Workshop['ingest'], FirstInvocation[]>;

/** Each run takes a fraction of a second. */
const RUNS = 9;

/** Starts ingest and its peers in turn, each to its first durable ack. */
export async function coldStarts(
  { runs, progress, workshop }: Context,
  node: NodeVersion,
  memoryMb: number,
): Promise<ColdStarts> {
  progress(`Cold starts on ${node.name} with ${memoryMb} MB`);
  const { ours, cdkDefault, sdkDefault } = (await workshop()).ingest;
  const first = (subject: Subject) => () => firstInvocation(subject, node, memoryMb, apiRequest(1));
  return interleave(runs(RUNS), {
    ours: first(ours),
    cdkDefault: first(cdkDefault),
    sdkDefault: first(sdkDefault),
  });
}
