import { codeOf } from '../code.ts';
import { parseJson } from '../json.ts';
import type { ReplyContent } from './content.ts';
import { isObject, type JsonObject, text } from './events.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { TransportError } from './http.ts';
import { retryAfterMs } from './retry-after.ts';

/** What became of a send, in the words of the ledger. */
export type SendOutcome =
  /** Accepted by the vendor: queued there, not yet delivered. */
  | { kind: 'sent'; id?: string; correlationId?: string }
  /** Not accepted, and worth another try. */
  | { kind: 'retry'; code: string; afterMs?: number }
  /** Not accepted, because of how this stack is set up: a person must act, the message waits. */
  | { kind: 'misconfigured'; code: string }
  /** Not accepted, and never will be. */
  | { kind: 'failed'; code: string }
  /** Perhaps accepted: the answer was lost. */
  | { kind: 'unknown'; code: string };

export interface Send {
  baseUrl: string;
  apiKey: string;
  /** E.164 with `+`, or a BSUID. */
  to: string;
  content: ReplyContent;
  timeoutMs: number;
}

/**
 * Sends one message through `POST /v1/messages/send`. Never throws: whatever happens is an outcome.
 *
 * @param request the HTTP client
 * @param now the time in epoch ms, for a `Retry-After` that is a date
 */
export async function send(
  { baseUrl, apiKey, to, content, timeoutMs }: Send,
  request: (request: HttpRequest) => Promise<HttpResponse>,
  now: () => number,
): Promise<SendOutcome> {
  try {
    const response = await request({
      method: 'POST',
      url: new URL('/v1/messages/send', baseUrl),
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify({ destinationNumber: to, ...content }),
      timeoutMs,
    });
    return readResponse(response, now());
  } catch (error) {
    const written = !(error instanceof TransportError) || error.written;
    return { kind: written ? 'unknown' : 'retry', code: written ? 'RESPONSE_LOST' : 'NOT_CONNECTED' };
  }
}

/** The vendor's table of statuses. 402, 404 and any other 4xx say the same as 400: this message will never be accepted. */
export function readResponse({ status, headers, body }: HttpResponse, now: number): SendOutcome {
  const json = parseJson(body);
  const answer = isObject(json) ? json : {};
  if (status >= 200 && status < 300) return { kind: 'sent', ...ids(answer) };
  const code = codeOf(answer.code) ?? `HTTP_${status}`;
  const after = retryAfterMs(headers['retry-after'], now);
  const retry: SendOutcome = { kind: 'retry', code, ...(after === undefined ? {} : { afterMs: after }) };
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500) return retry;
  if (status === 401 || status === 403) return { kind: 'misconfigured', code };
  // The vendor documents no redirect: the base URL is wrong.
  if (status < 400) return { kind: 'misconfigured', code };
  return { kind: 'failed', code };
}

function ids(answer: JsonObject): { id?: string; correlationId?: string } {
  const id = text(answer.id);
  const correlationId = text(answer.correlationId);
  return { ...(id && { id }), ...(correlationId && { correlationId }) };
}
