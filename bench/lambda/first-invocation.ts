import { startSandbox } from './sandbox.ts';
import { cpuShare } from './share.ts';
import type { NodeVersion, Subject } from './testbed.ts';
import { throttled } from './throttle.ts';

/** What a function's first invocation takes. */
export interface FirstInvocation {
  /** Loading the bundle, and the invocation until its answer. */
  ms: number;
  /** The same, from the start of the process. */
  fromStartMs: number;
}

/**
 * Starts a function and invokes it once. Init has a whole CPU, the invocation the share of the function's memory, as in
 * Lambda.
 */
export async function firstInvocation(
  subject: Subject,
  { program }: NodeVersion,
  memoryMb: number,
  event: unknown,
): Promise<FirstInvocation> {
  const startedAt = performance.now();
  const sandbox = await startSandbox(subject, program);
  const { ms } = await throttled(sandbox.pid, cpuShare(memoryMb), () => sandbox.invoke([event]));
  const fromStartMs = performance.now() - startedAt;
  await sandbox.end();
  return { ms: sandbox.initMs + ms, fromStartMs };
}
