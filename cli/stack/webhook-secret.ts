import { randomBytes } from 'node:crypto';
import { isObject, parseJson, text } from '../../lambdas/runtime/json.ts';
import { CommandError } from '../terminal/errors.ts';
import type { CommandOn } from './command-on.ts';

/** What the endpoint verifies deliveries with; the previous values are there while a rotation lasts. */
export interface StoredWebhookSecret {
  token: string;
  previousToken?: string;
  signingSecret?: string;
  previousSigningSecret?: string;
}

/**
 * @param command gives a command on the stack
 * @throws CommandError when ingest cannot use the stored value
 */
export function parseWebhookSecret(value: string | undefined, command: CommandOn): StoredWebhookSecret {
  const secret = parseJson(value ?? '');
  if (isObject(secret) && text(secret.token) !== undefined) return secret as unknown as StoredWebhookSecret;
  throw new CommandError(
    `The webhook secret holds no token, so every delivery is refused: create one with \`${command('rotate token')}\``,
  );
}

/** The tokens that are valid, the current one first. */
export function tokensOf({ token, previousToken }: StoredWebhookSecret): string[] {
  return previousToken === undefined ? [token] : [token, previousToken];
}

/** A token of 256 bits that can stand in a path. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}
