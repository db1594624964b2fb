import { TransportError } from '../http.ts';
import { AwsError } from './aws-error.ts';

/** The names that SQS, DynamoDB, Secrets Manager and their front ends give to "too many requests". */
const THROTTLED = new Set([
  'KmsThrottled',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** The longest wait before the second try, in ms, as in the SDK's standard mode; it doubles with each try. */
const BASE_MS = 100;
const THROTTLED_BASE_MS = 500;

/**
 * How long to wait before a call is tried again, in ms, with full jitter.
 *
 * @param tries how often it was tried already
 * @param random a number from 0 to 1
 * @returns undefined for an error that another try would only repeat
 */
export function waitBeforeRetry(error: unknown, tries: number, random: () => number): number | undefined {
  if (!(error instanceof AwsError)) return error instanceof TransportError ? jitter(BASE_MS, tries, random) : undefined;
  if (THROTTLED.has(error.name) || error.status === 429) return jitter(THROTTLED_BASE_MS, tries, random);
  return error.status >= 500 ? jitter(BASE_MS, tries, random) : undefined;
}

function jitter(baseMs: number, tries: number, random: () => number): number {
  return random() * baseMs * 2 ** (tries - 1);
}
