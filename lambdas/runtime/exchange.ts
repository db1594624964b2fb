import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';

/** A request that got no complete answer. */
export class TransportError extends Error {
  override name = 'TransportError';
  /** Whether the connection stood: if so, the other side may have read the request and acted on it. */
  readonly written: boolean;
  /** Whether an older connection was used, and not a byte of an answer came over it: it may have been dead already. */
  readonly stale: boolean;

  constructor(
    message: string,
    written: boolean,
    { stale = false, ...options }: ErrorOptions & { stale?: boolean } = {},
  ) {
    super(message, options);
    this.written = written;
    this.stale = stale;
  }
}

/** A request over the connections of an agent. */
export interface ExchangeRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  agent: http.Agent;
  /** For connecting, sending and reading the whole answer, in ms. */
  timeoutMs: number;
  /** How long a connection that is not new may take to begin its answer, in ms. */
  firstByteMs: number;
  signal?: AbortSignal | undefined;
}

/** An answer with its body as it came. */
export interface RawResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/**
 * The largest answer that is read, in bytes. Those of the vendor and of AWS are a few hundred; a secret can be 64 KiB,
 * and a page of DynamoDB's records 1 MiB, which is more as JSON.
 */
const MAX_RESPONSE_BYTES = 4_194_304;

/**
 * One HTTP request over the connections of an agent.
 *
 * @throws TransportError when there is no complete answer in time; the reason of the signal when it is aborted
 */
export function exchange(outgoing: ExchangeRequest): Promise<RawResponse> {
  const { method, url, headers, body, timeoutMs, agent, firstByteMs, signal } = outgoing;
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    let connected = false;
    let kept = false;
    let answered = false;
    const request = (secure ? https : http).request(url, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
      agent,
    });
    const timers: NodeJS.Timeout[] = [];
    const settle = () => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const fail = (error: Error) => {
      settle();
      reject(new TransportError(error.message, connected, { stale: kept && !answered, cause: error }));
    };
    const giveUp = (ms: number) => {
      const error = new Error(`No answer within ${ms} ms`);
      request.destroy(error);
      // A request that still waits for a connection would tell only when it gets one.
      fail(error);
    };
    const abort = () => {
      settle();
      reject(signal?.reason);
      request.destroy();
    };
    timers.push(setTimeout(giveUp, timeoutMs, timeoutMs));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);

    request.on('socket', (socket: Socket & { secureConnecting?: boolean }) => {
      // `reusedSocket` says nothing of a request that had to wait for its connection.
      kept = !socket.connecting && !socket.secureConnecting;
      connected = kept;
      // Only a new connection still becomes one: listeners on a kept one would never be called, and pile up.
      if (!kept) socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
      else if (firstByteMs < timeoutMs) timers.push(setTimeout(giveUp, firstByteMs, firstByteMs));
    });
    request.on('error', fail);
    request.on('response', (incoming) => {
      answered = true;
      if (timers[1]) clearTimeout(timers[1]);
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_RESPONSE_BYTES) incoming.destroy(new Error(`The answer is over ${MAX_RESPONSE_BYTES} bytes`));
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        settle();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) });
      });
    });
    request.end(body);
  });
}
