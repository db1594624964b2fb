import { Logger } from '@aws-lambda-powertools/logger';
import { codeOf } from './error-code.ts';
import { locationsOf } from './locations.ts';
import { LoggableError } from './loggable-error.ts';
import { redact } from './redact.ts';
import type { LogStep } from './steps.ts';

type Line = Record<string, unknown>;
type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Writes one line per step. The fields hold ids, hashes, counts and codes, never what people wrote or who they are.
 * Only a debug line may quote an error that quotes them.
 */
export interface Log {
  debug(step: LogStep, fields: Fields): void;
  info(step: LogStep, fields: Fields): void;
  warn(step: LogStep, fields: Fields): void;
  error(step: LogStep, fields: Fields): void;
}

/**
 * A log in JSON lines on standard output, at the level that the function is configured for. It is the one way to the
 * log, and every text on its way is redacted. The first line of an execution environment says that it is new:
 * `coldStart`.
 */
export function createLog(): Log {
  let isFirst = true;
  const shown = (line: Line): Line => {
    const first = isFirst && { coldStart: true };
    isFirst = false;
    return { ...withoutFrame(line), ...first };
  };
  const logger = new Logger({ jsonReplacerFn: (key, value) => (key === '' ? shown(value as Line) : value) });
  return {
    debug: (step, fields) => logger.debug(redact(step), redactFields(fields)),
    info: (step, fields) => logger.info(redact(step), redactFields(fields)),
    warn: (step, fields) => logger.warn(redact(step), redactFields(fields)),
    error: (step, fields) => logger.error(redact(step), redactFields(fields)),
  };
}

/**
 * A line without what Powertools adds and the reader has already: the log group names the function, CloudWatch adds the
 * time. Lambda takes a line without its time for INFO, so those of other levels do. A trace is named if X-Ray keeps it.
 */
function withoutFrame(line: Line): Line {
  const { level, message, timestamp, service: _, sampling_rate: __, xray_trace_id: trace, ...fields } = line;
  const isTraced = process.env._X_AMZN_TRACE_ID?.includes('Sampled=1');
  return { level, message, ...(level !== 'INFO' && { timestamp }), ...fields, ...(isTraced && { trace }) };
}

/** Fields that hold an id from outside or of our own, in printable ASCII. What is no such thing may be a text. */
const ID_FIELDS = new Set(['id', 'event', 'conversation', 'messageId', 'sentId', 'queued']);

function redactFields(fields: Fields): Record<string, string | number | boolean | undefined> {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    return [name, ID_FIELDS.has(name) && !/^[!-~]{0,256}$/.test(value) ? '…' : redact(value)];
  });
  return Object.fromEntries(entries);
}

/**
 * What a log line may say of an error: its name, its code, where it was thrown, and its message only where that is a
 * sentence of ours or of AWS. Any other message may quote what a contact wrote, as that of `JSON.parse` does.
 */
export function errorFields(error: unknown): { error: string; code?: string; stack?: string } {
  const root = rootOf(error);
  const code = codeOf((root as { code?: unknown } | null | undefined)?.code);
  const stack = root instanceof Error ? locationsOf(root) : undefined;
  return { error: sentenceOf(error), ...(code && { code }), ...(stack && { stack }) };
}

/** The message that `errorFields` leaves out, for where content may be: the dead-letter queue and debug lines. */
export function errorDetail(error: unknown): string | undefined {
  const root = rootOf(error);
  if (root instanceof LoggableError) return undefined;
  const detail: unknown = root instanceof Error ? root.message : root;
  return typeof detail === 'string' && detail !== '' ? detail : undefined;
}

/** The name of an error's class, or what was thrown instead of an error. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return `thrown ${typeof error}`;
  return /^[A-Za-z]\w{0,63}$/.test(error.name) ? error.name : 'Error';
}

/** The SDK marks what AWS answered with `$fault`; what broke on the way there is not marked. */
function sentenceOf(error: unknown): string {
  const isLoggable = error instanceof Error && (error instanceof LoggableError || '$fault' in error);
  return isLoggable ? `${errorName(error)}: ${error.message}` : errorName(error);
}

/** What was thrown in the first place. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
