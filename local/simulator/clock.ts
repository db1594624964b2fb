/** The time, and what is to happen later. */
export interface SimulatorClock {
  /** Epoch ms. */
  now(): number;
  /** Runs something after so many ms, unless the clock is stopped before. What it runs does not throw. */
  after(ms: number, run: () => void | Promise<void>): void;
  /** From now on nothing is run any more. */
  stop(): void;
}

/** A longer timer of Node.js would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of this computer. */
export function systemClock(): SimulatorClock {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;
  const after: SimulatorClock['after'] = (ms, run) => {
    if (stopped) return;
    const restMs = ms - LONGEST_TIMER_MS;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        void (restMs > 0 ? after(restMs, run) : run());
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    timers.add(timer);
  };
  return {
    now: Date.now,
    after,
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
