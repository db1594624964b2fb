import { explain } from '../errors.ts';

/** What a check found. */
export interface Finding {
  /** What was looked at, in one word. */
  check: string;
  level: 'ok' | 'warning' | 'bad' | 'unchecked';
  /** One line, without secrets and without what anybody wrote. */
  what: string;
  /** What it means for people who write. */
  why?: string;
  /** A command, or what else to do. */
  fix?: string;
}

/** Gives a command on the same stack, to be shown to a person. */
export type CommandOn = (command: string) => string;

export const ok = (check: string, what: string): Finding => ({ check, level: 'ok', what });

export const unchecked = (check: string, what: string): Finding => ({ check, level: 'unchecked', what });

/** Runs a check; what it throws is a finding of its own, so that it hides no other. */
export async function guarded(check: string, run: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await run();
  } catch (error) {
    return [{ check, level: 'bad', what: explain(error), why: 'Whether this is well is not known.' }];
  }
}
