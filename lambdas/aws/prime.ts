import { setTimeout as sleep } from 'node:timers/promises';
import { errorFields, type Log } from '../telemetry/log.ts';

/** How long priming may hold up a function's init, in ms. Lambda gives an init ten seconds. */
export const PRIME_MS = 2_000;

/**
 * Does in a function's init what its first invocation would otherwise wait for, such as opening a connection: in init
 * Lambda gives a function a whole processor, and after that only the share that its memory pays for. What fails is left
 * to the first invocation. Never throws.
 *
 * @param waitMs waits so many ms, and holds up no process that wants to end
 */
export async function prime(
  steps: (() => Promise<unknown>)[],
  log: Log,
  waitMs: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { ref: false }),
): Promise<void> {
  const primed = steps.map(async (step) => {
    try {
      await step();
    } catch (error) {
      log.debug('not primed', errorFields(error));
    }
  });
  await Promise.race([Promise.all(primed), waitMs(PRIME_MS)]);
  // Nobody reads this line at the default level, but what writes the next one is compiled.
  log.debug('primed', {});
}
