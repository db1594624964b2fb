import type { CommandOn } from '../stack/command-on.ts';
import { CommandError } from '../terminal/errors.ts';
import type { StepReport } from '../terminal/steps.ts';
import { spanOf } from '../terminal/time.ts';

/** What every rotation takes. */
export interface Rotation {
  dryRun: boolean;
  report: StepReport;
  /** Gives a command on the stack. */
  command: CommandOn;
  /** Epoch ms. */
  now(): number;
  /** Waits so many ms. */
  sleep(ms: number): Promise<void>;
}

/**
 * Sees to it that nobody needs the old value any more.
 *
 * @param storedAt when the new value was stored, epoch ms
 * @param waitMs how long the old one is needed after that, in ms
 * @throws CommandError when it is too early
 */
export function checkTime(storedAt: number | undefined, waitMs: number, why: string, now: number): void {
  const leftMs = (storedAt ?? 0) + waitMs - now;
  if (leftMs <= 0) return;
  throw new CommandError(`It is too early: ${why}. Try again in ${spanOf(leftMs)}, or pass --now`);
}

/**
 * Writes a secret, and says so; a dry run only says what it would do.
 *
 * @param value what to write, or what finds it out; a dry run does not
 */
export async function store(
  write: (value: string) => Promise<void>,
  value: string | (() => Promise<string>),
  { step, did, would }: { step: string; did: string; would: string },
  { dryRun, report }: Rotation,
): Promise<void> {
  if (dryRun) return report.add(step, 'planned', would);
  await write(typeof value === 'string' ? value : await value());
  report.add(step, 'done', did);
}
