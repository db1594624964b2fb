import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** How long a value is used before it is read again, in ms. */
const TTL_MS = 5 * 60 * 1000;

/** Gives the current value of a secret, or undefined while it has none. @throws when it cannot be read */
export type ReadSecret = () => Promise<string | undefined>;

/** Reads a secret from Secrets Manager. */
export function readSecret(client: SecretsManagerClient, secretId: string): ReadSecret {
  return async () => {
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
}

/** Keeps a value for five minutes. That there is none is not kept: a user who has just set it should not wait. */
export function cached(read: ReadSecret, now: () => number): ReadSecret {
  let value: string | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (value === undefined || now() - readAt >= TTL_MS) {
      const readingSince = now();
      value = await read();
      readAt = readingSince;
    }
    return value;
  };
}
