import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from './redact.ts';

type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Writes one line per step. A step is one word of the ledger's vocabulary (`accepted`, `duplicate`, `decided`, `sent`, …);
 * the fields hold ids, hashes, counts and codes, never what people wrote nor whom they are.
 */
export interface Log {
  info(step: string, fields: Fields): void;
  warn(step: string, fields: Fields): void;
  error(step: string, fields: Fields): void;
}

/** A log in JSON lines on standard output, at the level that the function is configured for. */
export function createLog(service: string): Log {
  const logger = new Logger({ serviceName: service });
  return {
    info: (step, fields) => logger.info(step, fields),
    warn: (step, fields) => logger.warn(step, fields),
    error: (step, fields) => logger.error(step, fields),
  };
}

/** What a log line may say of an error: its name and its first stack frames, without phone numbers and secrets. */
export function errorFields(error: unknown): { error: string; stack?: string } {
  if (!(error instanceof Error)) return { error: redact(String(error)) };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return { error: redact(`${error.name}: ${error.message}`), stack: frames.slice(0, 5).join('\n') };
}
