import * as http from 'node:http';
import * as https from 'node:https';

export interface HttpResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A request that got no complete answer. */
export class TransportError extends Error {
  override name = 'TransportError';
  /** Whether the connection stood: if so, the other side may have read the request and acted on it. */
  readonly written: boolean;

  constructor(message: string, written: boolean, options?: ErrorOptions) {
    super(message, options);
    this.written = written;
  }
}

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** For connecting, sending and reading the whole answer, in ms. */
  timeoutMs: number;
  /** Keeps connections for the next request; without one, each request has a connection of its own. */
  agent?: http.Agent;
}

/**
 * The largest answer that is read, in bytes. Those of the vendor and of AWS are a few hundred; a secret can be 64 KiB, and a
 * page of DynamoDB's records 1 MiB, which is more as JSON.
 */
const MAX_RESPONSE_BYTES = 4_194_304;

/**
 * One HTTP request. On a kept connection that the other side has just closed, nothing tells whether the request was lost or
 * its answer; where that matters, as for the vendor, a handshake per message is the price.
 *
 * @throws TransportError when there is no complete answer in time
 */
export function request({ method, url, headers, body, timeoutMs, agent }: HttpRequest): Promise<HttpResponse> {
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    let connected = false;
    const fail = (error: Error) => reject(new TransportError(error.message, connected, { cause: error }));
    const outgoing = (secure ? https : http).request(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
      agent: agent ?? false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    outgoing.on('socket', (socket) => {
      connected = outgoing.reusedSocket;
      socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
    });
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_RESPONSE_BYTES) incoming.destroy(new Error(`The answer is over ${MAX_RESPONSE_BYTES} bytes`));
      });
      incoming.on('error', fail);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.end(body);
  });
}
