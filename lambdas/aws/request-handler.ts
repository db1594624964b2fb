import { buildQueryString, type HttpHandler, type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { type ExchangeRequest, exchange, type RawResponse, TransportError } from '../runtime/exchange.ts';
import { type Connections, dropIdleConnections } from './connections.ts';

export interface Patience {
  /** How long one try of a call may take, in ms. */
  tryMs: number;
  /** How long a connection that was kept may take to begin its answer, in ms. */
  firstByteMs: number;
}

/** The SDK's three tries fit into every function's timeout; AWS begins to answer within tens of milliseconds. */
const PATIENCE: Patience = { tryMs: 3_000, firstByteMs: 400 };

/** For how long a service is known to be slow, and its connections are not suspected, in ms. */
const SLOW_MS = 60_000;

/** A kept connection that fails is replaced at once so often in one try; after that the failure counts. */
const MAX_REPLACEMENTS = 2;

/**
 * Carries the requests of a client of the SDK over kept connections.
 *
 * Lambda freezes a function between invocations. Meanwhile the other side may close a connection, reset it, or forget
 * it; the function learns of it when it writes, or never. So a request that fails on a kept connection before a byte of
 * the answer, or gets none for a moment, is made again at once on a new one: every call that we make may be repeated.
 * That is no try in the SDK's count, and the other idle connections are closed with it.
 *
 * @param now the time in epoch ms
 */
export function requestHandler(
  { agent, dropExpired }: Connections,
  now: () => number,
  { tryMs, firstByteMs }: Patience = PATIENCE,
): HttpHandler {
  let slowUntil = 0;

  async function tryOnce(
    outgoing: Omit<ExchangeRequest, 'agent' | keyof Patience | 'timeoutMs'>,
  ): Promise<RawResponse> {
    const endsAt = now() + tryMs;
    for (let replacements = 0; ; replacements++) {
      const begunAt = now();
      const patience = {
        timeoutMs: Math.max(1, endsAt - begunAt),
        firstByteMs: begunAt < slowUntil ? tryMs : firstByteMs,
      };
      try {
        const answer = await exchange({ ...outgoing, agent, ...patience });
        // The new connection was as slow: it is the service, and no dead connection.
        if (replacements > 0 && now() - begunAt > firstByteMs) slowUntil = now() + SLOW_MS;
        return answer;
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        if (error.stale) dropIdleConnections();
        if (error.stale && replacements < MAX_REPLACEMENTS && now() < endsAt) continue;
        // By this the SDK knows that another try may help.
        throw Object.assign(error, { $retryable: {} });
      }
    }
  }

  return {
    async handle({ protocol, hostname, port, path, query, method, headers, body }: HttpRequest, { abortSignal } = {}) {
      dropExpired();
      const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
      // As it was signed.
      url.search = buildQueryString(query);
      const signal = abortSignal as AbortSignal | undefined;
      const answer = await tryOnce({ url, method, headers, body, signal });
      const { status: statusCode, body: bytes } = answer;
      return { response: new HttpResponse({ statusCode, headers: plain(answer.headers), body: bytes }) };
    },
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => undefined,
    destroy: () => agent.destroy(),
  };
}

function plain(headers: RawResponse['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
