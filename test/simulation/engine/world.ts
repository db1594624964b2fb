import { type Actor, makeActor } from './actor.ts';
import { type Coverage, coverage } from './coverage.ts';
import { type CrashPoint, type FaultPlan, type Faults, faultsOf } from './faults.ts';
import type { Random } from './random.ts';
import { type Scheduler, scheduler } from './scheduler.ts';
import { installTimers } from './timers.ts';
import { type RunTrace, trace } from './trace.ts';

/** What everything in a simulation is made with. */
export interface World {
  random: Random;
  scheduler: Scheduler;
  trace: RunTrace;
  coverage: Coverage;
  faults: Faults;
  /** ms since the start. */
  elapsed(): number;
  /** A new process; `onKill` is called when it dies. */
  newActor(name: string, onKill?: (why: string) => void): Actor;
  /** Lets everything happen until nothing is left, with virtual timers. */
  run(): Promise<void>;
}

/** When every run begins, epoch ms. */
export const START = Date.parse('2026-02-24T10:30:00.000Z');

interface WorldOptions {
  random: Random;
  plan: FaultPlan;
  crashAt?: CrashPoint;
  /** Whether the trace is kept. */
  isTold: boolean;
}

export function makeWorld({ random, plan, crashAt, isTold }: WorldOptions): World {
  const time = scheduler(START);
  const story = trace(time.now, isTold);
  const covered = coverage();
  const elapsed = () => time.now() - START;
  let current: Actor | undefined;
  let actors = 0;
  const faults = faultsOf({
    plan,
    ...(crashAt !== undefined && { crashAt }),
    random: random.stream('faults'),
    elapsed,
    coverage: covered,
  });
  return {
    random,
    scheduler: time,
    trace: story,
    coverage: covered,
    faults,
    elapsed,

    newActor(name, onKill) {
      const actor = makeActor({
        name: `${name}-${++actors}`,
        skewMs: faults.skewMs(),
        scheduler: time,
        onWake: (awake) => {
          current = awake;
        },
        onKill: (why) => {
          story.note(actor.name, () => `† ${why}`);
          onKill?.(why);
        },
      });
      return actor;
    },

    async run() {
      const uninstall = installTimers(time, () => current);
      const { stackTraceLimit } = Error;
      // Errors are a matter of course here; where each was thrown is dear to find out, and nobody looks.
      Error.stackTraceLimit = 0;
      try {
        await time.run();
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
        uninstall();
      }
    },
  };
}
