import { CommandError, UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** What was said on the command line about being asked. */
interface Consent {
  yes?: true | undefined;
  dryRun?: true | undefined;
}

/** @throws UsageError when the command would have to ask and nobody is there */
export function requireConsent(verb: string, { yes, dryRun }: Consent, { interactive }: Terminal): void {
  if (yes || dryRun || interactive) return;
  throw new UsageError(`Not a terminal: pass --yes to ${verb}, or --dry-run to see what would happen`);
}

/** Asks, unless --yes was given. @throws CommandError with the sentence `otherwise` when the answer is not yes */
export async function ask(question: string, otherwise: string, { yes }: Consent, terminal: Terminal): Promise<void> {
  if (yes || (await terminal.confirm(question))) return;
  throw new CommandError(otherwise);
}
