import type { Scheduler } from './scheduler.ts';

/** A process somewhere: it has a clock of its own, and can freeze and die. */
export interface Actor {
  readonly name: string;
  /** The time on its own clock, epoch ms. */
  now(): number;
  isAlive(): boolean;
  /** Ends it in the middle of whatever it does: nothing it waits for ever reaches it. */
  kill(why: string): void;
  /** Stops it for so many ms; what reaches it meanwhile waits. */
  freeze(ms: number): void;
  /** Runs code of this process, when it is not frozen. */
  wake(code: () => void): void;
}

interface ActorOptions {
  name: string;
  /** How far its clock is ahead, in ms. */
  skewMs: number;
  scheduler: Scheduler;
  onWake(actor: Actor): void;
  onKill(why: string): void;
}

export function makeActor({ name, skewMs, scheduler, onWake, onKill }: ActorOptions): Actor {
  let alive = true;
  let frozenUntil = Number.NEGATIVE_INFINITY;
  const actor: Actor = {
    name,
    now: () => scheduler.now() + skewMs,
    isAlive: () => alive,
    kill(why) {
      if (!alive) return;
      alive = false;
      onKill(why);
    },
    freeze: (ms) => {
      frozenUntil = Math.max(frozenUntil, scheduler.now() + ms);
    },
    wake(code) {
      if (!alive) return;
      const frozenMs = frozenUntil - scheduler.now();
      if (frozenMs > 0) {
        scheduler.after(frozenMs, () => actor.wake(code));
        return;
      }
      onWake(actor);
      scheduler.woke();
      code();
    },
  };
  return actor;
}
