import type { IncomingMessage } from 'node:http';
import { newTraceId } from '../trace-id.ts';

/** API Gateway's limit for a request's body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** An HTTP request as it arrived. */
export interface ApiRequest {
  id: string;
  /** Epoch milliseconds. */
  at: number;
  method: string;
  /** Decoded, with the stage's name if the stage has one. */
  path: string;
  /** As it was sent, without the question mark. */
  query: string;
  protocol: string;
  /** Names in lower case; the values of a header that came several times are joined by a comma. */
  headers: Record<string, string>;
  sourceIp: string;
  body: Buffer;
}

/** Headers that speak about the connection and are not passed on. */
const HOP_BY_HOP = ['connection', 'expect', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'];

/**
 * Reads a request.
 *
 * @returns 413 when the body is larger than API Gateway takes, 400 when the path is not well encoded
 */
export async function readRequest(message: IncomingMessage, id: string, at: number): Promise<ApiRequest | 400 | 413> {
  const body = await readBody(message);
  if (body === undefined) return 413;
  const [rawPath = '', ...query] = (message.url ?? '/').split('?');
  const path = decode(rawPath);
  if (path === undefined) return 400;
  const sourceIp = message.socket.remoteAddress ?? '';
  return {
    id,
    at,
    method: message.method ?? 'GET',
    path,
    query: query.join('?'),
    protocol: `HTTP/${message.httpVersion}`,
    headers: readHeaders(message, sourceIp, body.length),
    sourceIp,
    body,
  };
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    // What is too much is read to its end, or the client would not read the answer.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function readHeaders(message: IncomingMessage, sourceIp: string, length: number): Record<string, string> {
  const received = Object.entries(message.headersDistinct)
    .filter(([name]) => !HOP_BY_HOP.includes(name))
    .map(([name, values = []]) => [name, values.join(name === 'cookie' ? '; ' : ',')] as const);
  const headers = Object.fromEntries(received);
  return {
    ...headers,
    'content-length': String(length),
    'x-amzn-trace-id': headers['x-amzn-trace-id'] ?? newTraceId(),
    'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
