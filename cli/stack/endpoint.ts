import { readPolicy } from '../../lambdas/authentication/policy.ts';
import { signatureHeaders } from '../../lambdas/authentication/signature.ts';
import { readWebhookSecret } from '../../lambdas/authentication/webhook-secret.ts';
import { type HttpRequest, type HttpResponse, TransportError } from '../../lambdas/runtime/http.ts';
import { LoggableError } from '../../lambdas/telemetry/loggable-error.ts';
import { CommandError } from '../terminal/errors.ts';
import type { CommandOn } from './command-on.ts';
import { outputOf, type Target } from './target.ts';

/** Delivers a body through the front door, as the vendor does. @returns the answer; its status is 200 when the event is durable */
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
 * The way through the front door of a stack: the same road, with the same checks, as every delivery of the vendor. It throws
 * a CommandError when the door does not answer, or the secret does not hold what the door asks for.
 *
 * @throws CommandError when the stack does not tell where its door is
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
    return new CommandError(`${origin} does not answer: look whether the stack is there`);
  }
  if (error instanceof LoggableError) {
    return new CommandError(`${error.message}: \`${command('status')}\` says what to do about it`);
  }
  return error;
}
