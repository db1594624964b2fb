import { request as httpRequest } from 'node:http';
import type { CloudActivity } from '../../../../local/cloud/events.ts';
import type { InvocationResult } from '../../../../local/cloud/functions/execution-environment.ts';
import type { ApiStage } from '../../../../local/cloud/http-api/api.ts';
import { parseRouteKey } from '../../../../local/cloud/http-api/routes.ts';
import { createApiHandler } from '../../../../local/cloud/http-api/server.ts';
import { createHttpEndpoint, type HttpEndpoint } from '../../../../local/cloud/http-endpoint.ts';
import { placeOf } from '../../../../local/cloud/place.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:front';
const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: '' });
const unlimited: ApiStage = { name: '$default', throttlingOf: () => undefined };

let endpoint: HttpEndpoint;
beforeEach(async () => {
  endpoint = await createHttpEndpoint(0);
});
afterEach(() => endpoint.close());

/** Serves one function with these properties, and gives what was seen. */
function serve({
  stages = [unlimited],
  invoke = async () => ({ outcome: 'ok', result: '{"statusCode":200}' }),
  isAllowed = true,
}: {
  stages?: ApiStage[];
  invoke?: (event: unknown) => Promise<InvocationResult>;
  isAllowed?: boolean;
} = {}) {
  const seen = {
    events: [] as Record<string, unknown>[],
    invocations: [] as (string | undefined)[],
    activities: [] as CloudActivity[],
    sourceArns: [] as (string | undefined)[],
  };
  const pool = {
    invoke(event: unknown, requestId?: string) {
      seen.events.push(event as Record<string, unknown>);
      seen.invocations.push(requestId);
      return invoke(event);
    },
    warm: () => undefined,
    replaceCode: async () => undefined,
    stop: async () => undefined,
  };
  const route = { ...parseRouteKey('POST /hooks/{token}'), functionArn: FUNCTION, timeoutMs: 50 };
  endpoint.open(
    createApiHandler({
      api: { id: 'abc', routes: [route], stages },
      place,
      functions: new Map([[FUNCTION, pool]]),
      gate: {
        allows(_caller, _demand, context) {
          seen.sourceArns.push(context?.sourceArn);
          return isAllowed;
        },
      },
      emit: (activity) => seen.activities.push(activity),
      now: () => 1000,
    }),
  );
  return seen;
}

const post = (path: string, init: RequestInit = {}) => fetch(endpoint.url + path, { method: 'POST', ...init });
const answer = async (response: Response) => [response.status, await response.text()];

describe('the HTTP API', () => {
  test('hands a request to its function, and the answer back', async () => {
    const seen = serve({ invoke: async () => ({ outcome: 'ok', result: '{"statusCode":202,"body":"queued"}' }) });
    const response = await post('/hooks/a%20b?x=1', {
      body: '{}',
      headers: { 'content-type': 'application/json', 'X-Custom': 'Y' },
    });
    expect(await answer(response)).toEqual([202, 'queued']);
    expect(response.headers.get('apigw-requestid')).toBeTruthy();
    expect(seen.events).toMatchObject([
      {
        rawPath: '/hooks/a b',
        pathParameters: { token: 'a b' },
        rawQueryString: 'x=1',
        body: '{}',
        headers: {
          'x-custom': 'Y',
          'content-length': '2',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'https',
        },
      },
    ]);
    expect(seen.events[0]?.headers).not.toHaveProperty('connection');
    expect(seen.sourceArns).toEqual(['arn:aws:execute-api:us-east-1:000000000000:abc/$default/POST/hooks/{token}']);
    expect(seen.invocations).toEqual([expect.any(String)]);
    expect(seen.activities).toMatchObject([
      { kind: 'request', method: 'POST', path: '/hooks/a%20b?x=1', status: 202, invocation: seen.invocations[0] },
    ]);
  });

  test('joins the values of a header that comes several times', async () => {
    const seen = serve();
    await new Promise((resolve) =>
      httpRequest(`${endpoint.url}/hooks/a`, { method: 'POST', headers: { 'x-multi': ['1', '2'] } }, resolve).end(),
    );
    expect(seen.events).toMatchObject([{ headers: { 'x-multi': '1,2' } }]);
  });

  test('serves a named stage under its name', async () => {
    const seen = serve({ stages: [{ ...unlimited, name: 'prod' }] });
    expect((await post('/prod/hooks/a')).status).toBe(200);
    expect((await post('/hooks/a')).status).toBe(404);
    expect(seen.events).toMatchObject([
      { rawPath: '/prod/hooks/a', requestContext: { stage: 'prod', http: { path: '/prod/hooks/a' } } },
    ]);
  });

  test.each<[status: number, message: string, outcome: InvocationResult]>([
    [500, 'Internal Server Error', { outcome: 'error', error: { errorType: 'Error', errorMessage: 'secret detail' } }],
    [500, 'Internal Server Error', { outcome: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage: '' } }],
    [500, 'Internal Server Error', { outcome: 'crash', error: { errorType: 'Runtime.ExitError', errorMessage: '' } }],
    [
      503,
      'Service Unavailable',
      { outcome: 'throttled', error: { errorType: 'TooManyRequestsException', errorMessage: '' } },
    ],
    [500, 'Internal Server Error', { outcome: 'ok', result: '{"statusCode":"nonsense"}' }],
  ])('answers %d %s when the function ends with %j', async (status, message, outcome) => {
    serve({ invoke: async () => outcome });
    expect(await answer(await post('/hooks/a'))).toEqual([status, JSON.stringify({ message })]);
  });

  test('answers 503 when the function takes longer than the integration allows', async () => {
    serve({ invoke: () => new Promise(() => undefined) });
    expect(await answer(await post('/hooks/a'))).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  test('answers 404 for a path or a method without a route', async () => {
    serve();
    expect(await answer(await post('/other'))).toEqual([404, '{"message":"Not Found"}']);
    expect((await fetch(`${endpoint.url}/hooks/a`)).status).toBe(404);
  });

  test('answers 400 for a path that is not well encoded', async () => {
    serve();
    expect((await post('/hooks/%E0%A4%A')).status).toBe(400);
  });

  test('answers 413 for more than 10 MB, and for more than 6 MB of event', async () => {
    const seen = serve();
    expect(await answer(await post('/hooks/a', { body: Buffer.alloc(10 * 1024 * 1024 + 1) }))).toEqual([
      413,
      '{"message":"Request Entity Too Large"}',
    ]);
    expect((await post('/hooks/a', { body: Buffer.alloc(5 * 1024 * 1024) })).status).toBe(413);
    expect((await post('/hooks/a', { body: Buffer.alloc(4 * 1024 * 1024) })).status).toBe(200);
    expect(seen.events).toHaveLength(1);
  });

  test('answers 429 beyond the throttling of the route', async () => {
    const seen = serve({
      stages: [
        { ...unlimited, throttlingOf: (key) => (key === 'POST /hooks/{token}' ? { rate: 1, burst: 2 } : undefined) },
      ],
    });
    const statuses = [await post('/hooks/a'), await post('/hooks/b'), await post('/hooks/c')].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 200, 429]);
    expect(seen.events).toHaveLength(2);
  });

  test('answers 500 and invokes nothing when the function does not permit it', async () => {
    const seen = serve({ isAllowed: false });
    expect((await post('/hooks/a')).status).toBe(500);
    expect(seen.events).toEqual([]);
  });

  test("writes the stage's access log", async () => {
    const seen = serve({
      stages: [
        {
          ...unlimited,
          accessLogFormat: '$context.routeKey $context.status $context.responseLength $context.error.message',
        },
      ],
    });
    await post('/hooks/a');
    expect(seen.activities).toContainEqual({ kind: 'access', line: 'POST /hooks/{token} 200 0 -' });
  });

  test('says in one sentence that a port is taken', async () => {
    const port = Number(new URL(endpoint.url).port);
    await expect(createHttpEndpoint(port)).rejects.toThrow(`Port ${port} is already in use: choose another one.`);
  });
});
