import { agenda } from './agenda.ts';

/** Owns time: nothing in a simulation happens but by an entry in its agenda. */
export interface Scheduler {
  /** Virtual time, epoch ms. */
  now(): number;
  /** Lets something happen after so many ms. */
  after(ms: number, happen: () => void): void;
  /** Says that code which awaits was resumed: time stands still until that code awaits again. */
  woke(): void;
  /** Lets everything happen, until nothing is left. @throws Error when that never comes */
  run(): Promise<void>;
}

/** Far more than the longest run that comes to rest. */
const MAX_STEPS = 400_000;

// Taken before the simulation puts virtual timers in the place of the real ones.
const { setImmediate } = globalThis;

export function scheduler(start: number): Scheduler {
  const entries = agenda();
  let time = start;
  let awake = false;
  let steps = 0;
  return {
    now: () => time,
    after: (ms, happen) => entries.add(time + Math.max(ms, 0), happen),
    woke: () => {
      awake = true;
    },
    async run() {
      for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
        if (++steps > MAX_STEPS) throw new Error(`It does not come to rest: ${MAX_STEPS} steps were not enough`);
        time = entry.time;
        entry.happen();
        if (awake) {
          awake = false;
          await quiet();
        }
      }
    },
  };
}

/** Resolves when every promise that can settle has settled: Node runs all microtasks before the next macrotask. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
