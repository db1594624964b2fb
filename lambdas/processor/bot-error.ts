import { errorName } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import type { Claimed } from './claims.ts';

/** The bot gave no answer. What it threw is the cause: its message may quote what the contact wrote. */
export class BotError extends LoggableError {
  override name = 'BotError';
  /** How often it has failed on this message, this time included. */
  readonly failures: number;

  constructor(message: string, failures: number, options?: ErrorOptions) {
    super(message, options);
    this.failures = failures;
  }
}

/** One more failure of the bot on a message. */
export function botError(error: unknown, { failures }: Claimed): BotError {
  const message = error instanceof LoggableError ? error.message : errorName(error);
  return new BotError(message, failures + 1, { cause: error });
}
