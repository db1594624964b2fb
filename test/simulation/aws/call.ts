import type { Actor } from '../engine/actor.ts';
import { SDK_PATIENCE_MS } from '../engine/faults.ts';
import type { World } from '../engine/world.ts';

const SDK_TRIES = 3;

/** What the SDK throws when its tries are over. Like all its errors it says how many there were. */
class AwsError extends Error {
  override name = 'AwsError';
  readonly $metadata = { attempts: SDK_TRIES };
}

interface Call<T> {
  actor: Actor;
  /** What is called, for the trace. */
  what(): string;
  /** What the service does; it runs once for each try that arrives. */
  effect(): T;
  /** The outcome in words, for the trace. */
  describe?(outcome: T): string;
}

/**
 * One call of a worker to an AWS service, as the SDK makes it: three tries. Each can be throttled or late, and can lose
 * its request or its answer, so that a try can meet what the try before it wrote. At each call the worker can crash or
 * freeze.
 *
 * @throws what `effect` throws, or AwsError
 */
export function awsCall<T>(world: World, { actor, what, effect, describe }: Call<T>): Promise<T> {
  const { scheduler, faults, trace } = world;
  const crash = faults.crash();
  const frozenMs = faults.freezeMs();

  return new Promise((resolve, reject) => {
    const serve = (): T => {
      const outcome = effect();
      trace.note(actor.name, () => (describe ? `${what()} → ${describe(outcome)}` : what()));
      return outcome;
    };
    const answer = (ms: number, deliver: () => void) => scheduler.after(ms, () => actor.wake(deliver));
    const failTry = (afterMs: number, error: string, tries: number): void => {
      answer(afterMs, () => {
        if (tries === SDK_TRIES) reject(new AwsError(error));
        else attempt(tries + 1);
      });
    };

    const attempt = (tries: number): void => {
      const fate = faults.fate();
      if (fate.kind !== 'served') trace.note(actor.name, () => `${what()}: ${fate.kind}`);
      switch (fate.kind) {
        case 'served':
          scheduler.after(fate.requestMs, () => {
            try {
              const outcome = serve();
              answer(fate.responseMs, () => resolve(outcome));
            } catch (error) {
              answer(fate.responseMs, () => reject(error));
            }
          });
          return;
        case 'throttled':
          failTry(fate.responseMs + 100 * tries, 'Throttled', tries);
          return;
        case 'request lost':
          failTry(SDK_PATIENCE_MS, 'No answer', tries);
          return;
        case 'response lost':
        case 'request late':
          scheduler.after(fate.requestMs, () => ignoreErrors(serve));
          failTry(SDK_PATIENCE_MS, 'No answer', tries);
      }
    };

    if (crash === 'before') return actor.kill(`crashes before ${what()}`);
    if (crash === 'after') {
      scheduler.after(1, () => {
        ignoreErrors(serve);
        actor.kill(`crashes after ${what()}`);
      });
      return;
    }
    if (frozenMs > 0) {
      trace.note(actor.name, () => `freezes for ${frozenMs} ms at ${what()}`);
      actor.freeze(frozenMs);
    }
    attempt(1);
  });
}

/** Nobody waits for this answer any more. */
function ignoreErrors(act: () => unknown): void {
  try {
    act();
  } catch {
    // As above.
  }
}
