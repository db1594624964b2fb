import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Gate } from '../aws/gate.ts';
import type { EmitActivity, HttpPart } from '../events.ts';
import type { FunctionPool } from '../functions/function-pool.ts';
import type { ServeHttp } from '../http-endpoint.ts';
import type { StackPlace } from '../place.ts';
import { accessLogVariables, formatAccessLog } from './access-log.ts';
import { type ApiRoute, type ApiStage, type HttpApi, sourceArn } from './api.ts';
import { toEvent } from './event.ts';
import { type ApiRequest, readRequest } from './request.ts';
import { type ApiResponse, ERRORS, toResponse } from './response.ts';
import { matchRoute } from './routes.ts';
import { createTokenBucket } from './throttle.ts';

interface ServerOptions {
  api: HttpApi;
  place: StackPlace;
  /** By the function's ARN. */
  functions: Map<string, FunctionPool>;
  gate: Pick<Gate, 'allows'>;
  emit: EmitActivity;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Lambda takes no event larger than this. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** What was found out about a request on its way, for the log. */
interface Trail {
  stage?: ApiStage;
  /** The id of the invocation of the route's function. */
  invocation?: string;
  routeKey?: string;
  /** Milliseconds that the function took. */
  integrationMs?: number;
  error?: string;
}

/** Serves the HTTP API of the stack: finds the stage and the route, invokes the function, gives its answer. */
export function createApiHandler({ api, place, functions, gate, emit, now }: ServerOptions): ServeHttp {
  const takeToken = createThrottles(now);

  return async (message, response) => {
    const started = performance.now();
    const id = newRequestId();
    const request = await readRequest(message, id, now());
    const trail: Trail = {};
    const answer = typeof request === 'number' ? REFUSALS[request] : await handle(request, trail);
    send(response, answer, id);
    const ms = performance.now() - started;
    const { method = '', url: path = '' } = message;
    const asked = typeof request === 'number' ? {} : { request: toPart(request) };
    const invoked = trail.invocation === undefined ? {} : { invocation: trail.invocation };
    const said = { ...asked, answer: toPart(answer), ...invoked };
    emit({ kind: 'request', requestId: id, method, path, status: answer.status, ms, ...said });
    if (typeof request !== 'number') logAccess(request, answer, trail, ms);
  };

  async function handle(request: ApiRequest, trail: Trail): Promise<ApiResponse> {
    const at = stageOf(api.stages, request.path);
    if (at === undefined) return ERRORS.notFound;
    trail.stage = at.stage;
    const match = matchRoute(api.routes, request.method, at.path);
    if (match === undefined) return ERRORS.notFound;
    const { route, parameters: pathParameters } = match;
    trail.routeKey = route.key;
    if (!takeToken(at.stage, route.key)) return ERRORS.tooMany;
    if (!mayInvoke(route, at.stage, request.method)) {
      trail.error = 'API Gateway has no permission to invoke the function.';
      return ERRORS.internal;
    }
    const event = toEvent({ request, apiId: api.id, stage: at.stage.name, routeKey: route.key, pathParameters, place });
    if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) return ERRORS.tooLarge;
    return invoke(route, event, trail);
  }

  function mayInvoke(route: ApiRoute, stage: ApiStage, method: string): boolean {
    return gate.allows(
      { service: 'apigateway.amazonaws.com' },
      { action: 'lambda:InvokeFunction', resource: route.functionArn },
      { sourceArn: sourceArn(place, api.id, stage.name, method, route) },
    );
  }

  async function invoke({ functionArn, timeoutMs }: ApiRoute, event: unknown, trail: Trail): Promise<ApiResponse> {
    const started = performance.now();
    trail.invocation = randomUUID();
    const outcome = await within(timeoutMs, functions.get(functionArn)?.invoke(event, trail.invocation));
    trail.integrationMs = performance.now() - started;
    if (outcome === undefined || outcome.outcome === 'throttled') {
      trail.error = outcome?.error.errorMessage ?? 'Endpoint request timed out';
      return ERRORS.unavailable;
    }
    if (outcome.outcome === 'ok') return toResponse(outcome.result);
    trail.error = outcome.error.errorMessage;
    return ERRORS.internal;
  }

  function logAccess(request: ApiRequest, answer: ApiResponse, { stage, ...trail }: Trail, ms: number): void {
    if (stage?.accessLogFormat === undefined) return;
    const variables = accessLogVariables(place, { request, answer, apiId: api.id, stage: stage.name, ms, ...trail });
    emit({ kind: 'access', line: formatAccessLog(stage.accessLogFormat, variables) });
  }
}

const REFUSALS = { 400: ERRORS.badRequest, 413: ERRORS.tooLarge } as const;

/** The stage that a path belongs to, and the path within it. A named stage goes before `$default`. */
function stageOf(stages: ApiStage[], path: string): { stage: ApiStage; path: string } | undefined {
  const [, first] = path.split('/');
  const named = stages.find(({ name }) => name === first);
  if (named !== undefined) return { stage: named, path: path.slice(named.name.length + 1) || '/' };
  const stage = stages.find(({ name }) => name === '$default');
  return stage && { stage, path };
}

/** One token bucket for each route of each stage. */
function createThrottles(now: () => number): (stage: ApiStage, routeKey: string) => boolean {
  const buckets = new Map<string, () => boolean>();
  return (stage, routeKey) => {
    const throttling = stage.throttlingOf(routeKey);
    if (throttling === undefined) return true;
    const key = `${stage.name} ${routeKey}`;
    const takeToken = buckets.get(key) ?? createTokenBucket(throttling, now);
    buckets.set(key, takeToken);
    return takeToken();
  };
}

/** The value of a promise, or `undefined` when it takes too long. */
async function within<Value>(ms: number, promise: Promise<Value> | undefined): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const value = await Promise.race([promise, late]);
  clearTimeout(timer);
  return value;
}

function send(response: ServerResponse, { status, headers, body }: ApiResponse, requestId: string): void {
  response
    .writeHead(status, { ...headers, 'content-length': body.length, 'apigw-requestid': requestId })
    .end(response.req.method === 'HEAD' ? undefined : body);
}

function toPart({ headers, body }: ApiRequest | ApiResponse): HttpPart {
  return { headers, body: body.toString() };
}

/** Such as `JKJaXmPLvHcESHA=`. */
function newRequestId(): string {
  return randomBytes(11).toString('base64url').concat('=');
}
