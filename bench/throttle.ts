import { join } from 'node:path';
import type { BenchTable } from './context.ts';
import { startSandbox } from './lambda/sandbox.ts';
import { cpuShare } from './lambda/share.ts';
import { throttled } from './lambda/throttle.ts';
import { compared } from './row.ts';
import { exact, figure } from './statistics.ts';

const SPIN = join(import.meta.dirname, 'lambda', 'spin.mjs');

const SIZES_MB = [128, 256, 512];

const RUNS = 5;

/** Whether a throttled function has the share of the CPU that it should have, which the other tables depend on. */
export const throttle: BenchTable = {
  name: 'throttle',
  title: 'the share of a CPU that a throttled function gets, next to what it should get',
  async run({ runs, progress }) {
    progress('throttle: calibrating');
    const rows = [];
    for (const memoryMb of SIZES_MB) {
      const share = cpuShare(memoryMb);
      const reached: number[] = [];
      for (let i = 0; i < runs(RUNS); i++) reached.push(100 * (await shareReached(share)));
      const peer = { name: 'asked', ...exact('%', 100 * share) };
      rows.push(compared({ what: `${memoryMb} MB`, ours: figure('%', reached), peer, ratio: 'ours ÷ peer' }));
    }
    return rows;
  },
};

async function shareReached(share: number): Promise<number> {
  const sandbox = await startSandbox({ file: SPIN, environment: {} }, process.execPath);
  const { ms, cpuMs } = await throttled(sandbox.pid, share, () => sandbox.invoke([{}]));
  await sandbox.end();
  return cpuMs / ms;
}
