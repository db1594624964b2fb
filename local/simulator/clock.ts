/** The time, and what is to happen later. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Runs something after so many ms, unless the clock is stopped before. What it runs does not throw. */
  after(ms: number, run: () => void | Promise<void>): void;
  /** From now on nothing is run any more. */
  stop(): void;
}

/** The clock of this computer. */
export function systemClock(): Clock {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;
  return {
    now: Date.now,
    after(ms, run) {
      if (stopped) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        void run();
      }, ms);
      timers.add(timer);
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
