import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { EmitActivity } from '../events.ts';
import type { KeyOwner } from './credentials.ts';
import type { Demand } from './demands.ts';
import type { Gate } from './gate.ts';
import type { Json, RestService } from './replies.ts';

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
  /** The JSON of the body, whatever it is; `{}` for an empty one. */
  input: unknown;
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

/** How the calls of a service are reported. */
interface Reporting {
  service: RestService;
  emit: EmitActivity;
  /** What a call is by the names of the SDK; it may throw for one that is not known. */
  describe(call: RestCall): { operation: string; input: Json };
}

/**
 * Makes a handler of what answers calls.
 *
 * `demand` throws where IAM does not allow the caller what a call takes; `passedTo` is the service that a role is passed
 * to. What IAM allows is reported as a call, where `reporting` says how.
 */
export function restHandler(gate: Gate, answer: Answer, reporting?: Reporting): RestHandler {
  return async (request, response, principal) => {
    const reply = await respond(request, principal).catch(errorReply);
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
    const started = performance.now();
    const reply = await answer(call, (demand, passedTo) => {
      const message = gate.denial(principal, demand, passedTo === undefined ? {} : { passedTo });
      if (message !== undefined) throw new RestError(403, 'AccessDeniedException', message);
    }).catch(errorReply);
    if (reporting !== undefined && !NOT_REPORTED.includes(reply.status)) {
      const { service, emit, describe } = reporting;
      const output = typeof reply.body === 'string' ? { Payload: reply.body } : reply.body;
      const caller = principal.admin ? 'admin' : principal.session;
      const ms = performance.now() - started;
      emit({ kind: 'call', caller, service, ...describe(call), status: reply.status, output, ms });
    }
    return reply;
  }
}

/** IAM refused the call, or it is not known. */
const NOT_REPORTED = [403, 501];

function errorReply(error: unknown): RestReply {
  const { status, code, message } =
    error instanceof RestError ? error : new RestError(500, 'InternalServerException', String(error));
  return { status, headers: { 'x-amzn-errortype': code }, body: { __type: code, Message: message, message } };
}

/** @throws RestError for a body that is JSON, but no object */
export function objectOf({ input }: RestCall): Json {
  if (isObject(input)) return input;
  throw new RestError(400, 'ValidationException', 'The request is not a JSON object.');
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new RestError(400, 'ValidationException', 'The request is not JSON.');
  }
}
