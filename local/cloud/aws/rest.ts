import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { StackPlace } from '../place.ts';
import type { KeyOwner } from './credentials.ts';
import type { Demand } from './demands.ts';
import type { Gate } from './gate.ts';
import type { Json } from './replies.ts';

/** Answers a call of a service with a REST protocol; the principal is undefined for a key that was never given out. */
export type RestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  principal: KeyOwner | undefined,
) => Promise<void>;

/** A call of a service that speaks JSON over REST. */
export interface RestCall {
  method: string;
  /** The parts of the path, decoded. */
  path: string[];
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  input: Json;
}

/** An error in the shape that the AWS SDK throws under the name `code`. */
export class RestError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface RestReply {
  status: number;
  headers?: Record<string, string>;
  body: Json | string;
}

/** Answers a call. @throws RestError */
export type Answer = (call: RestCall, demand: (demand: Demand, passedTo?: string) => void) => Promise<RestReply>;

/**
 * Makes a handler of what answers calls.
 *
 * `demand` throws where IAM does not allow the caller what a call takes; `passedTo` is the service that a role is passed
 * to.
 */
export function restHandler({ gate, place }: { gate: Gate; place: StackPlace }, answer: Answer): RestHandler {
  return async (request, response, principal) => {
    const reply = await respond(request, principal).catch((error: unknown) => {
      const known = error instanceof RestError ? error : new RestError(500, 'InternalServerException', String(error));
      const headers = { 'x-amzn-errortype': known.code };
      return { status: known.status, headers, body: { Message: known.message, message: known.message } };
    });
    const bytes = Buffer.from(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    const type = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() };
    response.writeHead(reply.status, { 'content-length': bytes.length, ...type, ...reply.headers }).end(bytes);
  };

  async function respond(request: IncomingMessage, principal: KeyOwner | undefined): Promise<RestReply> {
    if (principal === undefined) {
      throw new RestError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
    }
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname.split('/').slice(1).map(decodeURIComponent);
    const input = parsed(await text(request));
    const call = { method: request.method ?? 'GET', path, query, headers: request.headers, input };
    return answer(call, ({ action, resource }, passedTo) => {
      if (principal.admin) return;
      const caller = { role: principal.role.arn, account: place.account };
      if (gate.allows(caller, { action, resource }, passedTo === undefined ? {} : { passedTo })) return;
      const user = `arn:${place.partition}:sts::${place.account}:assumed-role/${principal.role.name}/${principal.session}`;
      const message = `User: ${user} is not authorized to perform: ${action} on resource: ${resource}`;
      throw new RestError(403, 'AccessDeniedException', message);
    });
  }
}

function parsed(body: string): Json {
  const value = read(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new RestError(400, 'ValidationException', 'The request is not a JSON object.');
}

function read(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    return undefined;
  }
}
