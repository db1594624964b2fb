import { isOneOf } from './constant-time.ts';
import type { Policy } from './policy.ts';
import { type SignatureRefusal, type Signed, verifySignature } from './signature.ts';
import type { WebhookSecret } from './webhook-secret.ts';

/** Why a delivery is not let in. The caller never learns it; the log says it. */
export type AuthenticationRefusal = 'token-mismatch' | SignatureRefusal;

/** What a delivery presents to get in. */
export interface Presented extends Signed {
  /** The last segment of the path. */
  token: string;
}

/**
 * Judges what a delivery presents. All that the policy asks for is looked at, whatever is found first, so that the time
 * it takes gives nothing away.
 *
 * @param now the time in epoch ms
 * @returns undefined when it is let in
 */
export function authenticate(
  presented: Presented,
  policy: Policy,
  { tokens, signingKeys }: WebhookSecret,
  now: number,
): AuthenticationRefusal | undefined {
  const hasToken = !policy.token || isOneOf(presented.token, tokens);
  const signature = policy.signature && verifySignature(presented, policy.signature, signingKeys, now);
  return hasToken ? signature : 'token-mismatch';
}
