import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { text } from '../runtime/json.ts';
import { errorFields, type Log } from '../telemetry/log.ts';
import { PRIME_MS } from './prime.ts';

/** How long a value is used before it is read again, in ms. */
const TTL_MS = 5 * 60 * 1000;

/** How long the last value still serves while Secrets Manager cannot be reached, in ms. */
const GRACE_MS = 60 * 60 * 1000;

/**
 * The shortest time between two tries to replace a value that there is already, in ms: refusals cannot be made to cost.
 */
const PAUSE_MS = 30_000;

/** How long one read may take, its retries included, in ms: a read that was begun in init must not outlast it. */
const READ_TIMEOUT_MS = PRIME_MS;

/**
 * Gives the current value of a secret, or undefined while it has none.
 *
 * @param maxAgeMs how old the value may be; five minutes if left out, and never less than half a minute
 * @throws when it cannot be read
 */
export type ReadSecret = (maxAgeMs?: number) => Promise<string | undefined>;

/** Reads a secret from Secrets Manager. */
export function readSecret(client: SecretsManagerClient, secretId: string): () => Promise<string | undefined> {
  return async () => {
    const abortSignal = AbortSignal.timeout(READ_TIMEOUT_MS);
    try {
      return text((await client.send(new GetSecretValueCommand({ SecretId: secretId }), { abortSignal })).SecretString);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
}

/**
 * Keeps a value for five minutes, and for an hour while it cannot be read again. That the secret has no value is not
 * kept: a user who has just set it should not wait.
 */
export function cached(read: () => Promise<string | undefined>, now: () => number, log: Log): ReadSecret {
  let value: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<string | undefined> | undefined;

  const serves = () => value !== undefined && now() - readAt < GRACE_MS;

  async function refresh(): Promise<string | undefined> {
    const startedAt = now();
    // The first value may be one that was read in init, long before it is asked for: it can be replaced at once.
    if (value !== undefined) triedAt = startedAt;
    try {
      value = await read();
      readAt = startedAt;
    } catch (error) {
      if (!serves()) throw error;
      log.warn('secret kept', { ageMs: now() - readAt, ...errorFields(error) });
    }
    return value;
  }

  return async (maxAgeMs = TTL_MS) => {
    if (serves() && (now() - readAt < maxAgeMs || now() - triedAt < PAUSE_MS)) return value;
    reading ??= refresh().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}
