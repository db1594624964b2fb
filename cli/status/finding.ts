import { explain } from '../terminal/errors.ts';

/** What is looked at, in the order in which it is shown. Each has a finding, whatever state the others are in. */
export const CHECKS = [
  'stack',
  'endpoint',
  'clock',
  'secret',
  'key',
  'webhook',
  'delivery',
  'number',
  'events',
  'replies',
  'published',
  'workers',
  'alarms',
] as const;

export type Check = (typeof CHECKS)[number];

/** What a check found. */
export interface StatusFinding {
  check: Check;
  level: 'ok' | 'warning' | 'bad' | 'unchecked';
  /** One line, without secrets and without what anybody wrote. */
  what: string;
  /** What it means for people who write. */
  why?: string;
  /** A command, or what else to do. */
  fix?: string;
}

export const ok = (check: Check, what: string): StatusFinding => ({ check, level: 'ok', what });

export const unchecked = (check: Check, what: string): StatusFinding => ({ check, level: 'unchecked', what });

/**
 * Runs checks that depend on each other, so that each of them gets a finding. What is thrown is a finding of the
 * first; one about which nothing was found out could not be made.
 *
 * @param checks the others cannot be made without the first
 */
export async function guarded(
  checks: readonly [Check, ...Check[]],
  run: () => Promise<StatusFinding[]>,
): Promise<StatusFinding[]> {
  const [first] = checks;
  const findings = await run().catch((error: unknown): StatusFinding[] => [
    { check: first, level: 'bad', what: explain(error), why: 'Its state is not known.' },
  ]);
  const left = checks.filter((name) => !findings.some(({ check }) => check === name));
  const why = (name: Check) => (name === first ? 'nothing is known about it' : `look at ${first} first`);
  return [...findings, ...left.map((name) => unchecked(name, why(name)))];
}
