import type { Config } from './settings.ts';

/*
 * The timeouts form a chain, each longer than the one before it:
 * send < function < lease < visibility (the queue's, six times the function's).
 */

/** How long copying one message's file may take, in seconds: 100 MB at 3.5 MB/s. */
export const ARCHIVE_SECONDS = 30;

/** How long the processor may run, in seconds: two slow answers of the bot, and the bookkeeping around them. */
export function processorSeconds({ botTimeoutSeconds, archiveMedia }: Config): number {
  const archiveSeconds = archiveMedia === 'on' ? ARCHIVE_SECONDS : 0;
  return (archiveSeconds + botTimeoutSeconds) * 2 + 10;
}

/** How long the reply function may run, in seconds: two slow sends, and the bookkeeping around them. */
export function replySeconds({ sendTimeoutSeconds }: Config): number {
  return sendTimeoutSeconds * 2 + 10;
}

/** How long a worker holds a record of the ledger, in seconds: until long after Lambda has stopped that worker. */
export function leaseSeconds(functionSeconds: number): number {
  return functionSeconds * 2;
}
