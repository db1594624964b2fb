import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NODE_VERSION } from './lambda/packages.ts';

const ROOT = join(import.meta.dirname, '..');

/** Where and when figures were measured: they say nothing without it. */
export interface Machine {
  date: string;
  commit: string;
  cpu: string;
  memoryGb: number;
  system: string;
  /** The version that runs the benchmark, and the one of the deployed functions, which run on both. */
  node: string;
  deployedNode: string;
}

/** @param now the time in epoch ms */
export async function describeMachine(now: number): Promise<Machine> {
  return {
    date: new Date(now).toISOString(),
    commit: await commit(),
    cpu: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    deployedNode: NODE_VERSION,
  };
}

/** The machine as lines for people. */
export function renderMachine({ date, commit, cpu, memoryGb, system, node, deployedNode }: Machine): string {
  const lines = [
    ['date', date],
    ['commit', commit],
    ['cpu', `${cpu}, ${memoryGb} GB`],
    ['system', system],
    ['node', `${node}; ${deployedNode} as deployed`],
  ];
  return lines.map(([name = '', value]) => name.padEnd(8) + value).join('\n');
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
