import type { Fetch } from '../vendor/vendor.ts';
import { ok, type StatusFinding, unchecked } from './finding.ts';

/** How far a clock may be from that of AWS, in ms: AWS refuses what is signed further off. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/** How long the endpoint may take, in ms. */
const TIMEOUT_MS = 10_000;

/**
 * Looks whether the endpoint answers, and compares the time of its answer with the clock of this computer.
 *
 * @param apiUrl the HTTP API; there is nothing at `/`, and any answer will do
 * @param deploy a command line that brings the stack back
 */
export async function checkEndpoint(
  apiUrl: string,
  { fetch, now, deploy }: { fetch: Fetch; now(): number; deploy: string },
): Promise<StatusFinding[]> {
  const date = await fetch(apiUrl, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    ({ headers }) => headers.get('date') ?? '',
    () => undefined,
  );
  if (date !== undefined) return [ok('endpoint', 'the endpoint answers'), judgeClock(Date.parse(date), now())];
  return [
    {
      check: 'endpoint',
      level: 'bad',
      what: `${apiUrl} does not answer, or this computer has no network`,
      why: 'Nothing that people write arrives.',
      fix: deploy,
    },
    unchecked('clock', 'no answer to compare the clock with'),
  ];
}

/** @param there the time of the answer, NaN when it gave none @param here the time on this computer; both epoch ms */
export function judgeClock(there: number, here: number): StatusFinding {
  if (Number.isNaN(there)) return unchecked('clock', 'the answer came without a time');
  const offMs = here - there;
  if (Math.abs(offMs) <= CLOCK_TOLERANCE_MS) return ok('clock', 'the clock of this computer is right');
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  return {
    check: 'clock',
    level: 'bad',
    what: `the clock of this computer is ${minutes} minutes ${offMs > 0 ? 'ahead' : 'behind'}`,
    why: 'AWS refuses requests that are signed with a wrong time, and so may the endpoint.',
    fix: 'Set the clock of this computer from the network.',
  };
}
