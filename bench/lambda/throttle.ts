import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { nextQuota, PERIOD_MS } from './share.ts';

/** Quotas below this are not worth waking a process for, in ms. */
const SMALLEST_SLICE_MS = 0.1;

/**
 * Gives a process a share of one CPU while something is done, as Lambda does after init: in each period it runs until
 * its quota of CPU time is used up, and is stopped (SIGSTOP) for the rest. This process waits with all it has
 * meanwhile, but for a turn of its event loop in each period.
 *
 * @param share from 0 to 1; 1 leaves the process alone
 */
export async function throttled<Result>(pid: number, share: number, work: () => Promise<Result>): Promise<Result> {
  if (share >= 1) return work();
  process.kill(pid, 'SIGSTOP');
  let isOver = false;
  const result = work().finally(() => {
    isOver = true;
  });
  // It is awaited below, and may fail before.
  result.catch(() => undefined);
  try {
    await holdBack(pid, share, () => isOver);
  } catch (error) {
    // A process that ended cannot be held back; the work that it was for says why it ended.
    if (!isGone(error)) throw error;
  }
  return result;
}

async function holdBack(pid: number, share: number, isOver: () => boolean): Promise<void> {
  const used = meter(pid);
  let left = 0;
  let period = performance.now();
  while (!isOver()) {
    left = nextQuota(left, share);
    while (left > SMALLEST_SLICE_MS && performance.now() < period + PERIOD_MS) {
      const ranMs = runFor(pid, left);
      left -= used?.() ?? ranMs;
    }
    await turn();
    // A period that began late is not made up for.
    period = Math.max(period + PERIOD_MS, performance.now() - PERIOD_MS);
    wait(period - performance.now());
  }
  process.kill(pid, 'SIGCONT');
}

/** Lets a process run for so many ms. @returns how many it were */
function runFor(pid: number, ms: number): number {
  const startedAt = performance.now();
  process.kill(pid, 'SIGCONT');
  wait(ms);
  process.kill(pid, 'SIGSTOP');
  return performance.now() - startedAt;
}

const CELL = new Int32Array(new SharedArrayBuffer(4));

/** Waits to a fraction of a millisecond, which timers cannot. */
function wait(ms: number): void {
  if (ms > 0) Atomics.wait(CELL, 0, 0, ms);
}

/**
 * Where the system tells, in Linux: gives the CPU time in ms that a process has used since it was last asked. Elsewhere
 * a process counts as busy for as long as it may run.
 */
function meter(pid: number): (() => number) | undefined {
  if (platform() !== 'linux') return undefined;
  let before = cpuTime(pid);
  return () => {
    const now = cpuTime(pid);
    const used = now - before;
    before = now;
    return used;
  };
}

/** The CPU time of all threads of a process, in ms. */
function cpuTime(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + threadTime(pid, thread), 0);
}

function threadTime(pid: number, thread: string): number {
  try {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    // The thread has ended since the folder was read.
    return 0;
  }
}

function isGone(error: unknown): boolean {
  return ['ESRCH', 'ENOENT'].includes(String((error as NodeJS.ErrnoException).code));
}
