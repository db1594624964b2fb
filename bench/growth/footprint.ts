import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What this process, and with it the local cloud, keeps in memory, in KB. */
export function keptKb(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024;
}

/** The resident memory of the largest process of a function that this process runs, in KB; on any system that has `ps`. */
export async function largestFunctionKb(): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'ppid=,rss=,args=']);
  const sizes = stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s.*runtime\.mjs/.exec(line) ?? [])
    .filter(([, parent]) => Number(parent) === process.pid)
    .map(([, , kb]) => Number(kb));
  return Math.max(0, ...sizes);
}
