import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The execution environments that a local cloud runs, on any system that has `ps`.
 *
 * @param parent the cloud's process
 */
export async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .filter(([, , ppid, args]) => Number(ppid) === parent && args?.includes('runtime.mjs'))
    .map(([, pid]) => Number(pid));
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
