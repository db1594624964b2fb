import * as http from 'node:http';
import * as https from 'node:https';
import { exchange } from './exchange.ts';

export { TransportError } from './exchange.ts';

export interface HttpResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** For connecting, sending and reading the whole answer, in ms. */
  timeoutMs: number;
}

/** A connection for each request. Agents keep only the TLS sessions, which make the next handshake a short one. */
const NEW_CONNECTIONS = { 'http:': new http.Agent(), 'https:': new https.Agent() };

/**
 * One HTTP request, on a connection of its own. On a kept connection that the other side has just closed, nobody can
 * know whether the request was lost or its answer; where that matters, as for the vendor, a handshake per message is
 * the price.
 *
 * @throws TransportError when there is no complete answer in time
 */
export async function request(outgoing: HttpRequest): Promise<HttpResponse> {
  const agent = NEW_CONNECTIONS[outgoing.url.protocol as 'http:' | 'https:'];
  const { body, ...answer } = await exchange({ ...outgoing, agent, firstByteMs: outgoing.timeoutMs });
  return { ...answer, body: body.toString() };
}
