import { type Result, simulate } from './simulate.ts';

/** No await has this number. */
const NEVER = { await: -1, effect: 'before' } as const;

/**
 * Runs the scenario of a seed without faults, again and again: at every await in turn the worker crashes, once before
 * the call has its effect and once after it.
 *
 * @param onRun is told of every run
 * @returns how many runs there were
 */
export async function crashAtEveryAwait(seed: number, onRun: (result: Result) => void): Promise<number> {
  const calm = await simulate({ seed, crashAt: NEVER });
  onRun(calm);
  for (let point = 0; point < calm.awaits; point++) {
    onRun(await simulate({ seed, crashAt: { await: point, effect: 'before' } }));
    onRun(await simulate({ seed, crashAt: { await: point, effect: 'after' } }));
  }
  return 1 + 2 * calm.awaits;
}
