import { type Policy, readPolicy } from '../lambdas/ingest/policy.ts';
import { signatureHeaders } from '../local/simulator/sign.ts';
import { CommandError } from './errors.ts';
import { type Hook, urlOf } from './our-webhook.ts';
import { outputOf, type Target } from './target.ts';
import type { Fetch } from './vendor.ts';
import { tokensOf, type WebhookSecret } from './webhook-secret.ts';

/** Where the stack takes deliveries, and what they must present. */
export interface FrontDoor {
  hook: Hook;
  policy: Policy;
  signingSecret?: string | undefined;
}

/** What the door answered. */
interface DoorAnswer {
  status: number;
  body: string;
}

/** How long the door may take, in ms: API Gateway gives up after 30 s. */
const TIMEOUT_MS = 31_000;

export function frontDoor(target: Target, secret: WebhookSecret): FrontDoor {
  const policy = readPolicy(outputOf(target, 'AuthenticationPolicy'));
  return {
    hook: { hookUrl: outputOf(target, 'HookUrl'), tokens: tokensOf(secret) },
    policy,
    signingSecret: secret.signingSecret,
  };
}

/**
 * Delivers a body as the vendor would: signed where the stack asks for it.
 *
 * @throws CommandError when the door does not answer, or the signing secret is missing
 */
export async function deliver(
  body: string,
  { hook, policy, signingSecret }: FrontDoor,
  { fetch, now, newId }: { fetch: Fetch; now(): number; newId(): string },
): Promise<DoorAnswer> {
  if (policy.signature !== undefined && signingSecret === undefined) {
    throw new CommandError(
      'The stack asks for signatures and has no signing secret: store it with `npm run pilot -- rotate signing-secret`',
    );
  }
  const signed =
    policy.signature && signatureHeaders({ body, id: newId(), now: now() }, policy.signature, `${signingSecret}`);
  try {
    const response = await fetch(urlOf(hook), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    // What went wrong would name the URL, which is a secret.
    throw new CommandError(`${new URL(hook.hookUrl).origin} does not answer: look whether the stack is there`);
  }
}
