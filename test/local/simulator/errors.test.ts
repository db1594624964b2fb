import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

/** A request whose headers neither a browser nor `fetch` would let a caller choose. */
function raw(method: string, path: string, headers: Record<string, string>, body = '') {
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const outgoing = request(vendor.vendor.url + path, { method, headers }, async (answer) =>
      resolve({ status: answer.statusCode, body: await json(answer) }),
    );
    outgoing.on('error', reject).end(body);
  });
}

const ours = { 'x-api-key': 'ps_local', 'content-type': 'application/json' };

test.each(['{', '', 'Hi', '{"text":"Hi"', '{"__proto__":{}}'])(
  'a body that is not JSON is refused: %j',
  async (body) => {
    const answer = await raw('POST', '/v1/messages/send', ours, body);
    expect(answer).toEqual({ status: 400, body: { code: 'INVALID_JSON', message: expect.any(String) } });
  },
);

test('a body of another kind than JSON is refused', async () => {
  const answer = await raw('POST', '/v1/messages/send', { ...ours, 'content-type': 'text/plain' }, '{}');
  expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_PAYLOAD' } });
});

test.each(['GET /v1/none', 'PUT /v1/messages/send', 'GET /', 'POST /simulator/none'])(
  '%s is not there, in the form of any other error',
  async (call) => {
    const [method = '', path = ''] = call.split(' ');
    const message = `There is no ${call}`;
    expect(await raw(method, path, ours, method === 'GET' ? '' : '{}')).toEqual({
      status: 404,
      body: { code: 'NOT_FOUND', message },
    });
  },
);

test('a path that cannot be read is refused in that form, too', async () => {
  expect(await raw('GET', '/v1/%', ours)).toMatchObject({ status: 400, body: { code: 'INVALID_PAYLOAD' } });
});

test('the details of a refused body say where it is wrong, and what is allowed', async () => {
  const text = { destinationNumber: '+5511999999999', text: 7 };
  expect(await vendor.call('POST', '/v1/messages/send', text)).toMatchObject({
    status: 400,
    body: { code: 'INVALID_PAYLOAD', message: 'body/text must be string', details: ['body/text must be string'] },
  });
  const media = { destinationNumber: '+5511999999999', media: 'https://example.com/a', mediaType: 'gif' };
  expect((await vendor.call('POST', '/v1/messages/send', media)).body.message).toContain('image, video, document');
  expect((await vendor.call('PUT', '/simulator/faults', { send: [] })).body.message).toContain('properties: send');
});

test.each([
  ['a page of a foreign site', { origin: 'https://evil.example' }],
  ['a page without a site', { origin: 'null' }],
  ['a foreign name that leads to this computer', { host: 'evil.example' }],
])('%s drives nothing, with or without a key', async (_who, headers) => {
  const refusal = { status: 403, body: { code: 'FOREIGN_REQUEST' } };
  expect(await raw('PUT', '/simulator/faults', { ...ours, ...headers }, '{}')).toMatchObject(refusal);
  expect(await raw('GET', '/v1/webhooks', { ...ours, ...headers })).toMatchObject(refusal);
  expect(await raw('GET', '/none', { ...headers })).toMatchObject(refusal);
  expect(vendor.activities).toEqual([]);
});

test('a page of this computer may call', async () => {
  const headers = { ...ours, host: 'localhost:4000', origin: 'http://localhost:3000' };
  expect(await raw('GET', '/v1/webhooks', headers)).toMatchObject({ status: 200 });
});
