import { toResponse } from '../../../../local/cloud/http-api/response.ts';

const respond = (result: unknown) => {
  const { status, headers, body } = toResponse(JSON.stringify(result));
  return { status, headers, body: body.toString() };
};

describe('the result of a function becomes the answer of the API', () => {
  test('with its status, headers, cookies and body', () => {
    expect(
      respond({
        statusCode: 201,
        headers: { 'X-Count': 3, 'Content-Type': 'text/html' },
        cookies: ['a=1', 'b=2'],
        body: 'hi',
      }),
    ).toEqual({
      status: 201,
      headers: { 'content-type': 'text/html', 'x-count': '3', 'set-cookie': ['a=1', 'b=2'] },
      body: 'hi',
    });
  });

  test('as plain text when it names no content type', () => {
    expect(respond({ statusCode: 200 })).toEqual({
      status: 200,
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: '',
    });
  });

  test('without the headers that belong to the connection', () => {
    const headers = { 'Content-Length': 99, 'Transfer-Encoding': 'chunked', Connection: 'close', 'x-mine': '1' };
    expect(respond({ statusCode: 200, headers }).headers).toEqual({
      'content-type': 'text/plain;charset=UTF-8',
      'x-mine': '1',
    });
  });

  test('decoded when it is in base64', () => {
    expect(respond({ statusCode: 200, body: 'aGk=', isBase64Encoded: true }).body).toBe('hi');
  });

  test.each([
    ['an object', { ok: true }, '{"ok":true}'],
    ['a text', 'hello', 'hello'],
    ['nothing', null, 'null'],
    ['a list', [1], '[1]'],
  ])('whole, as JSON with status 200, when it has no statusCode: %s', (_, result, body) => {
    expect(respond(result)).toEqual({ status: 200, headers: { 'content-type': 'application/json' }, body });
  });

  test.each([
    ['an invalid status', { statusCode: 'ok' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is not a text', { statusCode: 200, body: { ok: true } }],
    ['headers that are not texts', { statusCode: 200, headers: { a: {} } }],
    ['a header that HTTP does not allow', { statusCode: 200, headers: { a: 'x\ny' } }],
  ])('or a 500 when it is malformed: %s', (_, result) => {
    expect(respond(result)).toEqual({
      status: 500,
      headers: { 'content-type': 'application/json' },
      body: '{"message":"Internal Server Error"}',
    });
  });
});
