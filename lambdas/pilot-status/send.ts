import { codeOf } from '../code.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { TransportError } from '../http.ts';
import { parseJson } from '../json.ts';
import type { ReplyContent } from './content.ts';
import { isObject, type JsonObject, text } from './events.ts';
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
  /** A contact, E.164 with `+` or a BSUID; a group; a newsletter. */
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
      body: JSON.stringify({ ...destinationOf(to), ...content }),
      timeoutMs,
    });
    return readResponse(response, now());
  } catch (error) {
    const written = !(error instanceof TransportError) || error.written;
    return { kind: written ? 'unknown' : 'retry', code: written ? 'RESPONSE_LOST' : 'NOT_CONNECTED' };
  }
}

/** The field of the body that an address belongs in: `…@g.us` is a group, `…@newsletter` a newsletter. */
function destinationOf(to: string): Record<string, string> {
  if (to.endsWith('@g.us')) return { groupId: to };
  if (to.endsWith('@newsletter')) return { newsletterId: to };
  return { destinationNumber: to };
}

/**
 * The code of a send that WhatsApp does not allow, because the contact has not written for 24 hours. The documentation
 * gives it for `message.failed`, and names no status for an answer with it.
 */
export const WINDOW_CLOSED_BY_VENDOR = 'META_OUTSIDE_24H_WINDOW';

/** The vendor's table of statuses. 402, 404 and any other 4xx say the same as 400: this message will never be accepted. */
export function readResponse({ status, headers, body }: HttpResponse, now: number): SendOutcome {
  const json = parseJson(body);
  const answer = isObject(json) ? json : {};
  if (status >= 200 && status < 300) return { kind: 'sent', ...ids(answer) };
  const code = codeOf(answer.code) ?? `HTTP_${status}`;
  if (status >= 400 && status < 500 && code === WINDOW_CLOSED_BY_VENDOR) return { kind: 'failed', code };
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
