import type { AuthenticationRefusal } from '../authentication/authenticate.ts';
import type { Log } from '../telemetry/log.ts';

/** How often a refusal of a stranger is logged, in ms. */
const EVERY_MS = 10_000;

/**
 * Logs refusals of callers who are not let in. Whoever knocks a million times must not fill the log: one line in ten
 * seconds reports the latest refusal, and how many before it were left out.
 */
export function sampledRefusals(log: Log, now: () => number): (reason: AuthenticationRefusal) => void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  let omitted = 0;
  return (reason) => {
    if (now() - loggedAt < EVERY_MS) {
      omitted++;
      return;
    }
    log.warn('refused', { status: 401, reason, omitted });
    loggedAt = now();
    omitted = 0;
  };
}
