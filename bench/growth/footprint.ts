import { execFile } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/**
 * What this process, and with it the local cloud, keeps in memory, in KB. What an earlier table left behind may take
 * several collections to go.
 */
export async function keptKb(): Promise<number> {
  let kept = Number.POSITIVE_INFINITY;
  for (;;) {
    collectGarbage();
    await setImmediate();
    const { heapUsed, external } = process.memoryUsage();
    const now = (heapUsed + external) / 1024;
    if (now > kept * 0.999) return now;
    kept = now;
  }
}

/**
 * The resident memory of the largest process of a function that this process runs, in KB; on any system that has `ps`.
 */
export async function largestFunctionKb(): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'ppid=,rss=,args=']);
  const sizes = stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s.*runtime\.mjs/.exec(line) ?? [])
    .filter(([, parent]) => Number(parent) === process.pid)
    .map(([, , kb]) => Number(kb));
  return Math.max(0, ...sizes);
}
