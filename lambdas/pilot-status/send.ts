import type { HttpRequest, HttpResponse } from '../runtime/http.ts';
import { TransportError } from '../runtime/http.ts';
import { readAnswer, type SendOutcome } from './answer.ts';
import type { ReplyContent } from './content.ts';

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
    return readAnswer(response, now());
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
