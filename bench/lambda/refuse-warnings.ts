import { processWarnings } from '../../local/process-warnings.ts';

/** What a process that trusts the simulator's certificate is warned of. */
const EXPECTED = 'NODE_TLS_REJECT_UNAUTHORIZED';

/**
 * A figure of something that leaks, or that the next Node.js breaks, is no figure.
 *
 * @param errors what a process that was measured wrote on standard error
 * @throws Error when Node.js warned of something in it
 */
export function refuseWarnings(file: string, errors: string): void {
  const warnings = processWarnings(errors).filter((warning) => !warning.includes(EXPECTED));
  if (warnings.length > 0) throw new Error(`${file} was measured with a warning:\n${warnings.join('\n')}`);
}
