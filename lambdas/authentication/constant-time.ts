import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether two texts are equal. The time it takes does not depend on where they differ, or on the length of the secret
 * one.
 */
export function equal(presented: string, secret: string): boolean {
  return timingSafeEqual(digest(presented), digest(secret));
}

/** Whether a text is among those that are valid. They are all compared, wherever the right one stands. */
export function isOneOf(presented: string, secrets: string[]): boolean {
  return secrets.filter((secret) => equal(presented, secret)).length > 0;
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
