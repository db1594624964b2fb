import { formatTime, isTextual, toEvent } from '../../../../local/cloud/http-api/event.ts';
import type { ApiRequest } from '../../../../local/cloud/http-api/request.ts';
import { placeOf } from '../../../../local/cloud/place.ts';

const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: '' });
const request: ApiRequest = {
  id: 'JKJaXmPLvHcESHA=',
  at: Date.UTC(2026, 1, 24, 10, 30, 0, 250),
  method: 'POST',
  path: '/hooks/a b',
  query: '',
  protocol: 'HTTP/1.1',
  headers: { 'content-type': 'application/json', 'user-agent': 'curl/8' },
  sourceIp: '127.0.0.1',
  body: Buffer.from('{"olá":1}'),
};
const eventOf = (part: Partial<ApiRequest>, pathParameters: Record<string, string> = {}) =>
  toEvent({
    request: { ...request, ...part },
    apiId: 'abc',
    stage: '$default',
    routeKey: 'POST /hooks/{token}',
    pathParameters,
    place,
  });

describe('the event of payload format 2.0', () => {
  test('has every field of a simple request, and no others', () => {
    expect(eventOf({}, { token: 'a b' })).toEqual({
      version: '2.0',
      routeKey: 'POST /hooks/{token}',
      rawPath: '/hooks/a b',
      rawQueryString: '',
      headers: { 'content-type': 'application/json', 'user-agent': 'curl/8' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'abc',
        domainName: 'abc.execute-api.us-east-1.amazonaws.com',
        domainPrefix: 'abc',
        http: { method: 'POST', path: '/hooks/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'curl/8' },
        requestId: 'JKJaXmPLvHcESHA=',
        routeKey: 'POST /hooks/{token}',
        stage: '$default',
        time: '24/Feb/2026:10:30:00 +0000',
        timeEpoch: request.at,
      },
      pathParameters: { token: 'a b' },
      body: '{"olá":1}',
      isBase64Encoded: false,
    });
  });

  test('joins the values of a query parameter, decoded, and keeps the query as it was sent', () => {
    expect(eventOf({ query: 'a=1&b=x%20y&a=2&c' })).toMatchObject({
      rawQueryString: 'a=1&b=x%20y&a=2&c',
      queryStringParameters: { a: '1,2', b: 'x y', c: '' },
    });
  });

  test('moves cookies out of the headers', () => {
    const event = eventOf({ headers: { cookie: 'a=1; b=2', accept: '*/*' } });
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.headers).toEqual({ accept: '*/*' });
  });

  test('has no body when the request has none', () => {
    const event = eventOf({ body: Buffer.alloc(0), headers: {} });
    expect(event).not.toHaveProperty('body');
    expect(event.isBase64Encoded).toBe(false);
  });

  test('carries bytes that are not text in base64', () => {
    const body = Buffer.from([0xff, 0x00, 0x80]);
    const event = eventOf({ body, headers: { 'content-type': 'application/octet-stream' } });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body ?? '', 'base64')).toEqual(body);
  });
});

test.each<[textual: boolean, contentType: string | undefined]>([
  [true, 'text/plain'],
  [true, 'TEXT/html; charset=utf-8'],
  [true, 'application/json'],
  [true, 'application/json; charset=utf-8'],
  [true, 'application/xml'],
  [true, 'application/javascript'],
  [false, 'application/x-www-form-urlencoded'],
  [false, 'application/vnd.api+json'],
  [false, 'multipart/form-data; boundary=x'],
  [false, 'image/svg+xml'],
  [false, ''],
  [false, undefined],
])('a body arrives as text: %s for the content type %s', (textual, contentType) => {
  expect(isTextual(contentType)).toBe(textual);
});

test('a time is written as in an access log', () => {
  expect(formatTime(Date.UTC(2026, 0, 5, 3, 4, 5))).toBe('05/Jan/2026:03:04:05 +0000');
});
