import type { Actor } from './actor.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * Puts virtual timers in the place of `setTimeout` and `clearTimeout`, because the time limit of the bot is one. A
 * timer belongs to the actor whose code sets it, and ends with it.
 *
 * @returns puts the real ones back
 */
export function installTimers(scheduler: Scheduler, current: () => Actor | undefined): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const waiting = new Set<number>();
  let timers = 0;

  const set = (act: () => void, ms = 0): number => {
    const timer = ++timers;
    const owner = current();
    waiting.add(timer);
    scheduler.after(ms, () => {
      if (waiting.delete(timer)) owner?.wake(act);
    });
    return timer;
  };
  globalThis.setTimeout = set as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer: number) => waiting.delete(timer)) as unknown as typeof clearTimeout;

  return () => {
    globalThis.setTimeout = setTimeout;
    globalThis.clearTimeout = clearTimeout;
  };
}
