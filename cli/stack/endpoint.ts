import { readPolicy } from '../../lambdas/authentication/policy.ts';
import { signatureHeaders } from '../../lambdas/authentication/signature.ts';
import { readWebhookSecret } from '../../lambdas/authentication/webhook-secret.ts';
import { type HttpRequest, type HttpResponse, TransportError } from '../../lambdas/runtime/http.ts';
import { LoggableError } from '../../lambdas/telemetry/loggable-error.ts';
import { CommandError } from '../terminal/errors.ts';
import type { CommandOn } from './command-on.ts';
import { outputOf, type Target } from './target.ts';

/**
 * Delivers a body to the endpoint, as the vendor does.
 *
 * @returns the answer; its status is 200 when the event is durable
 */
export type Deliver = (body: string) => Promise<Pick<HttpResponse, 'status' | 'body'>>;

interface Means {
  /** Reads the webhook secret. */
  readSecret(): Promise<string | undefined>;
  request(request: HttpRequest): Promise<HttpResponse>;
  /** The time in epoch ms. */
  now(): number;
  newId(): string;
}

/** API Gateway gives up after 30 s. */
const TIMEOUT_MS = 31_000;

/**
 * Delivers to the endpoint of a stack, with the same checks as every delivery of the vendor. The function that it
 * returns throws a CommandError when the endpoint does not answer, or the secret does not hold what the endpoint needs.
 *
 * @throws CommandError when the stack has no output that names its endpoint
 */
export function deliverTo(target: Target, { readSecret, request, now, newId }: Means): Deliver {
  const hookUrl = outputOf(target, 'HookUrl');
  const policy = readPolicy(outputOf(target, 'AuthenticationPolicy'));

  const deliver: Deliver = async (body) => {
    const { tokens, signingKeys } = readWebhookSecret(await readSecret(), policy);
    const [token] = tokens;
    const [key] = signingKeys;
    const raw = Buffer.from(body);
    const signed = policy.signature && key && signatureHeaders({ raw, id: newId(), now: now() }, policy.signature, key);
    return request({
      method: 'POST',
      url: new URL(token === undefined ? hookUrl : `${hookUrl}/${token}`),
      headers: { 'content-type': 'application/json', ...signed },
      body,
      timeoutMs: TIMEOUT_MS,
    });
  };

  return (body) =>
    deliver(body).catch((error: unknown) => {
      throw explained(error, new URL(hookUrl).origin, target.command);
    });
}

function explained(error: unknown, origin: string, command: CommandOn): unknown {
  // What went wrong may name the URL, which is a secret.
  if (error instanceof TransportError) {
    return new CommandError(`${origin} does not answer: check that the stack is running`);
  }
  if (error instanceof LoggableError) {
    return new CommandError(`${error.message}: \`${command('status')}\` says what to do about it`);
  }
  return error;
}
