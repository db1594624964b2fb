import { createHash, timingSafeEqual } from 'node:crypto';
import { parseJson } from '../json.ts';
import { isObject, text } from '../pilot-status/events.ts';

/** The webhook secret: the token in the URL, and the one before it while a rotation lasts. */
export interface WebhookSecret {
  token: string;
  previousToken?: string;
}

/**
 * Reads the webhook secret: a JSON object with `token` and, during a rotation, `previousToken`.
 *
 * @throws Error when it is none; the message holds nothing of it
 */
export function readWebhookSecret(value: string): WebhookSecret {
  const secret = parseJson(value);
  if (!isObject(secret)) throw new Error('The webhook secret is no JSON object');
  const token = text(secret.token);
  if (token === undefined) throw new Error('The webhook secret has no token');
  const previousToken = text(secret.previousToken);
  return { token, ...(previousToken !== undefined && { previousToken }) };
}

/** Whether a token is one of those that are valid now. Takes the same time whatever the answer. */
export function isAuthentic(token: string, { token: current, previousToken }: WebhookSecret): boolean {
  const isCurrent = equal(token, current);
  const isPrevious = equal(token, previousToken ?? current);
  return isCurrent || isPrevious;
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
