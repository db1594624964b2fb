import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { request } from '../lambdas/http.ts';
import { readPolicy } from '../lambdas/ingest/policy.ts';
import { type Deliver, deliverer } from '../lambdas/reconcile/front-door.ts';
import type { Context } from './context.ts';
import { CommandError, explain } from './errors.ts';
import { openSecret } from './secrets.ts';
import { outputOf, type Target } from './target.ts';

/**
 * The way through the front door of a stack.
 *
 * @throws CommandError when the stack does not tell where its door is
 */
export function doorOf(target: Target, { now }: Pick<Context, 'now'>): Deliver {
  const hookUrl = outputOf(target, 'HookUrl');
  const secret = openSecret(new SecretsManagerClient(target.aws), outputOf(target, 'WebhookSecretArn'));
  const deliver = deliverer({
    hookUrl,
    policy: readPolicy(outputOf(target, 'AuthenticationPolicy')),
    readSecret: async () => (await secret.read()).value,
    request,
    now,
    newId: randomUUID,
  });
  return (body) =>
    deliver(body).catch((error: unknown) => {
      throw new CommandError(`The front door ${hookUrl} did not take it (${explain(error)})`);
    });
}

/** What an answer of the door other than 200 means, and what to do. */
export function doorAdvice(status: number): string {
  switch (status) {
    case 401:
      return 'it was not let in: the webhook secret has just been changed, wait five minutes';
    case 400:
    case 413:
      return 'it is no body that the stack takes';
    default:
      return 'the stack does not work just now: try again later';
  }
}
