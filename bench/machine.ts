import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');

/** Where and when figures were measured: they say nothing without it. */
export interface Machine {
  date: string;
  commit: string;
  cpu: string;
  memoryGb: number;
  system: string;
  node: string;
}

/** @param now the time in epoch ms */
export async function describeMachine(now: number): Promise<Machine> {
  return {
    date: new Date(now).toISOString(),
    commit: await commit(),
    cpu: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}

/** The machine as lines for people. */
export function renderMachine({ date, commit, cpu, memoryGb, system, node }: Machine): string {
  return [
    `date    ${date}`,
    `commit  ${commit}`,
    `cpu     ${cpu}, ${memoryGb} GB`,
    `system  ${system}`,
    `node    ${node}`,
  ].join('\n');
}

/** The commit that is checked out, with a `+` when files differ from it; `unknown` outside of a repository. */
async function commit(): Promise<string> {
  try {
    const [head, changes] = await Promise.all([git('rev-parse', '--short', 'HEAD'), git('status', '--porcelain')]);
    return head.trim() + (changes === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}

async function git(...args: string[]): Promise<string> {
  return (await promisify(execFile)('git', args, { cwd: ROOT })).stdout;
}
