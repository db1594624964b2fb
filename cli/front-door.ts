import { TransportError } from '../lambdas/http.ts';
import { readPolicy } from '../lambdas/ingest/policy.ts';
import { type Deliver, deliverer } from '../lambdas/reconcile/front-door.ts';
import { LoggableError } from '../lambdas/telemetry/loggable-error.ts';
import { CommandError } from './errors.ts';
import { outputOf, type Target } from './target.ts';

type Means = Pick<Parameters<typeof deliverer>[0], 'readSecret' | 'request' | 'now' | 'newId'>;

/**
 * The way through the front door of a stack. It throws a CommandError when the door does not answer, or the secret does not
 * hold what the door asks for.
 *
 * @throws CommandError when the stack does not tell where its door is
 */
export function openDoor(target: Target, means: Means): Deliver {
  const hookUrl = outputOf(target, 'HookUrl');
  const deliver = deliverer({ hookUrl, policy: readPolicy(outputOf(target, 'AuthenticationPolicy')), ...means });
  return (body) =>
    deliver(body).catch((error: unknown) => {
      throw explained(error, new URL(hookUrl).origin);
    });
}

function explained(error: unknown, origin: string): unknown {
  // What went wrong may name the URL, which is a secret.
  if (error instanceof TransportError) {
    return new CommandError(`${origin} does not answer: look whether the stack is there`);
  }
  if (error instanceof LoggableError) {
    return new CommandError(`${error.message}: \`npm run pilot -- status\` says how to mend it`);
  }
  return error;
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
