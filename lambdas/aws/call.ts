import type { HttpRequest, HttpResponse } from '../http.ts';
import { parseJson } from '../json.ts';
import { isObject, type JsonObject } from '../pilot-status/events.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { readAwsError } from './aws-error.ts';
import { waitBeforeRetry } from './retry.ts';
import type { Sign } from './signer.ts';
import { signingClock } from './signing-clock.ts';

/** How often a call is tried, and how long one try may take, in ms: together they fit into every function's timeout. */
const MAX_TRIES = 3;
const TRY_MS = 3_000;

/**
 * Calls an operation of one service, such as `SendMessage`, with its input.
 *
 * @param withinMs how long it may take, its retries included; three tries of three seconds if left out
 * @returns its output
 * @throws AwsError for what AWS refuses, TransportError when there is no complete answer
 */
export type AwsCall = (operation: string, input: object, withinMs?: number) => Promise<JsonObject>;

/** A service that speaks AWS's JSON protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export interface JsonService {
  /** As it is signed, such as `sqs`. */
  name: string;
  /** What stands before the operation in `x-amz-target`. */
  target: string;
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  url: URL;
}

/** What calls are made of. */
export interface CallTools {
  sign: Sign;
  request(request: HttpRequest): Promise<HttpResponse>;
  agent?: HttpRequest['agent'];
  /** The time in epoch ms. */
  now(): number;
  /** A number from 0 to 1. */
  random(): number;
  sleep(ms: number): Promise<unknown>;
}

/**
 * Makes calls to one service. A lost connection or answer, a slow one, a 5xx and throttling are tried again; so is a
 * request whose time of signing was refused, by AWS's clock.
 */
export function awsCaller({ name, target, contentType, url }: JsonService, tools: CallTools): AwsCall {
  const { sign, request, agent, now, random, sleep } = tools;
  const clock = signingClock(now);

  async function tryOnce(operation: string, body: string, timeoutMs: number): Promise<JsonObject> {
    const unsigned = { 'content-type': contentType, 'x-amz-target': `${target}.${operation}` };
    const headers = await sign({ method: 'POST', url, headers: unsigned, body }, clock.now());
    const answer = await request({ method: 'POST', url, headers, body, timeoutMs, ...(agent && { agent }) });
    if (answer.status !== 200) throw readAwsError(name, answer);
    return outputOf(name, answer.body);
  }

  return async (operation, input, withinMs = Number.POSITIVE_INFINITY) => {
    const endsAt = now() + withinMs;
    const body = JSON.stringify(input);
    for (let tries = 1; ; tries++) {
      try {
        return await tryOnce(operation, body, Math.max(1, Math.min(TRY_MS, endsAt - now())));
      } catch (error) {
        const waitMs = clock.correct(error) ? 0 : waitBeforeRetry(error, tries, random);
        if (waitMs === undefined || tries === MAX_TRIES || now() + waitMs >= endsAt) throw error;
        await sleep(waitMs);
      }
    }
  };
}

/** An operation without an output may answer nothing. */
function outputOf(service: string, body: string): JsonObject {
  const output = body === '' ? {} : parseJson(body);
  if (!isObject(output)) throw new LoggableError(`${service} answers 200 with something else than a JSON object`);
  return output;
}
