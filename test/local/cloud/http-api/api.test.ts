import { readHttpApi, sourceArn } from '../../../../local/cloud/http-api/api.ts';
import { parseRouteKey } from '../../../../local/cloud/http-api/routes.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { readTemplate } from '../../../../local/cloud/template.ts';
import { smallStack } from '../fixtures/small-stack.ts';

const place = placeOf({ stackName: 'shop', apiUrl: 'http://127.0.0.1:1', awsUrl: '' });
const { Resources } = smallStack();
const read = (changes: object = {}) => readHttpApi(readTemplate({ Resources: { ...Resources, ...changes } }, place));
const stage = (properties: object) => ({
  Stage: { ...Resources.Stage, Properties: { ...Resources.Stage.Properties, ...properties } },
});

test('the HTTP API of a template has its routes, each with its function', () => {
  expect(read()).toMatchObject({
    routes: [
      {
        key: 'POST /jobs/{group}',
        method: 'POST',
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:shop-Front',
        timeoutMs: 30_000,
      },
    ],
    stages: [{ name: '$default' }],
  });
});

test('a stack without an API has none of it', () => {
  expect(readHttpApi(readTemplate({ Resources: {} }, place))).toEqual({ id: '', routes: [], stages: [] });
});

test.each([
  ['The local cloud serves one HTTP API', { Second: Resources.Api }],
  [
    'Route: its target integrations/none is not in the stack.',
    { Route: { ...Resources.Route, Properties: { ...Resources.Route.Properties, Target: 'integrations/none' } } },
  ],
  [
    'Route: its function arn:aws:lambda:x is not in the stack.',
    {
      Integration: {
        ...Resources.Integration,
        Properties: { ...Resources.Integration.Properties, IntegrationUri: 'arn:aws:lambda:x' },
      },
    },
  ],
])('what cannot be served is refused: %s', (message, changes) => {
  expect(() => read(changes)).toThrow(message);
});

test('of several APIs the one whose id begins so is served, with its own routes', () => {
  const { Api } = Resources;
  const Second = { ...Resources.Route, Properties: { ...Resources.Route.Properties, ApiId: { Ref: 'OtherApi' } } };
  const template = readTemplate({ Resources: { ...Resources, OtherApi: Api, Second } }, place);
  expect(readHttpApi(template, 'Api').routes).toEqual(read().routes);
  expect(readHttpApi(template, 'Other').routes).toHaveLength(1);
  expect(readHttpApi(template, 'Other').stages).toEqual([]);
});

test('a route is throttled by its own settings, or by those of the stage', () => {
  const [limited] = read(
    stage({
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      RouteSettings: { 'GET /slow': { ThrottlingRateLimit: 1 } },
    }),
  ).stages;
  expect(limited?.throttlingOf('GET /any')).toEqual({ rate: 10, burst: 20 });
  expect(limited?.throttlingOf('GET /slow')).toEqual({ rate: 1, burst: 20 });
  expect(read().stages[0]?.throttlingOf('GET /any')).toBeUndefined();
});

test.each([
  ['POST /hooks/{token}', 'POST/hooks/{token}'],
  ['ANY /{proxy+}', 'PUT/{proxy+}'],
  ['$default', '$default'],
])('the route %s asks for leave as …/%s', (key, path) => {
  const method = key.startsWith('ANY') ? 'PUT' : 'POST';
  expect(sourceArn(place, 'abc', '$default', method, parseRouteKey(key))).toBe(
    `arn:aws:execute-api:us-east-1:000000000000:abc/$default/${path}`,
  );
});
