import { openVendor, VendorError } from '../../../cli/vendor/vendor.ts';
import { listIn } from '../../../lambdas/pilot-status/history.ts';
import { parseJson } from '../../../lambdas/runtime/json.ts';
import { ANSWERS } from '../../support/answers.ts';

/** A vendor that gives one answer, and keeps what it was asked. */
function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: string, init: RequestInit = {}) => {
    asked.push({ url, init });
    // No `Response` can be made with every status that an answer can have.
    const text = async () => (typeof body === 'string' ? body : JSON.stringify(body));
    return { status, headers: new Headers(headers), text } as Response;
  };
  return { asked, vendor: openVendor({ baseUrl: 'https://vendor.test', apiKey: 'ps_key' }, fetch) };
}

const WEBHOOK = {
  id: 'wh_1',
  url: 'https://x/hooks',
  active: true,
  events: ['*'],
  whatsappNumberIds: ['n1'],
  lastTriggered: '2026-02-24T10:30:00.000Z',
};

test.each([
  ['a list', [WEBHOOK]],
  ['a list in items', { items: [WEBHOOK] }],
  ['a list in data', { data: [WEBHOOK] }],
])('webhooks are read from %s', async (_what, body) => {
  const { vendor, asked } = answering(200, body);
  expect(await vendor.webhooks()).toEqual([
    {
      id: 'wh_1',
      url: 'https://x/hooks',
      active: true,
      events: ['*'],
      numberIds: ['n1'],
      lastTriggered: Date.parse('2026-02-24T10:30:00.000Z'),
    },
  ]);
  expect(asked[0]).toMatchObject({
    url: 'https://vendor.test/v1/webhooks',
    init: { headers: { 'x-api-key': 'ps_key' } },
  });
});

test('a webhook that has never delivered, and says little, is read all the same', async () => {
  const { vendor } = answering(200, [{ id: 'wh_1', lastTriggered: null }]);
  expect(await vendor.webhooks()).toEqual([{ id: 'wh_1', url: '', active: true, events: [], numberIds: [] }]);
});

test('what is changed is all that is sent', async () => {
  const { vendor, asked } = answering(200, WEBHOOK);
  await vendor.update('wh/1', { active: false });
  expect(asked).toMatchObject([
    { url: 'https://vendor.test/v1/webhooks/wh%2F1', init: { method: 'PATCH', body: '{"active":false}' } },
  ]);
});

test('a logged delivery is read with its payload as JSON or text, without a status when there was no answer', async () => {
  const payload = { event: 'message.sent', data: { id: '1' } };
  const { vendor, asked } = answering(200, {
    items: [
      { event: 'message.sent', status: 'SUCCESS', statusCode: 200, payload, createdAt: '2026-02-24T10:30:00.000Z' },
      { event: 'message.sent', status: 'FAILED', statusCode: null, payload: JSON.stringify(payload) },
    ],
  });
  expect(await vendor.logs('wh_1', { limit: 50, event: 'message.sent' })).toEqual([
    { event: 'message.sent', accepted: true, statusCode: 200, payload, at: 1_771_929_000_000 },
    { event: 'message.sent', accepted: false, payload, at: undefined },
  ]);
  expect(asked[0]?.url).toBe('https://vendor.test/v1/webhooks/wh_1/logs?limit=50&event=message.sent');
});

test.each([
  [401, { code: 'INVALID_API_KEY' }, /does not accept the API key: copy .* \(401 INVALID_API_KEY\)$/],
  [402, { code: 'SUBSCRIPTION_REQUIRED' }, /a paid subscription: .* \(402 SUBSCRIPTION_REQUIRED\)$/],
  [403, { error: 'TENANT_SCOPE_NOT_ALLOWED' }, /belongs to the whole account.*\(403 TENANT_SCOPE_NOT_ALLOWED\)$/],
  [400, { code: 'NUMBER_REQUIRED' }, /belongs to the whole account.*\(400 NUMBER_REQUIRED\)$/],
  [400, { error: { code: 'NUMBER_NOT_FOUND' } }, /no number with that id.*\(400 NUMBER_NOT_FOUND\)$/],
  [
    404,
    { code: 'WEBHOOK_NOT_FOUND', message: 'gone' },
    /answered GET \/v1\/webhooks with 404 WEBHOOK_NOT_FOUND: gone$/,
  ],
  [
    400,
    { error: { code: 'INVALID_NAME', message: 'too long' } },
    /answered GET \/v1\/webhooks with 400 INVALID_NAME: too long$/,
  ],
  [429, '<html>', /too many calls with this key: .* \(429\)$/],
  [500, '<html>', /answered GET \/v1\/webhooks with 500: it did not say why$/],
])('a %d says what was answered, and what to do', async (status, body, message) => {
  const { vendor } = answering(status, body);
  await expect(vendor.webhooks()).rejects.toThrow(message);
});

test.each([
  [200, '<!doctype html><title>Pilot Status</title>'],
  [200, ''],
  [200, { page: 1 }],
  [401, '<html>401 Authorization Required</html>'],
  [403, '<html>403 Forbidden</html>'],
  [404, { message: 'no Route matched with those values' }],
])('a %d of something else is reported as that, and is no word on the key', async (status, body) => {
  const asking = answering(status, body).vendor.webhooks();
  await expect(asking).rejects.toThrow(
    /^This answer is not from Pilot Status's API: check the setting baseUrl, .* \(\d+\)$/,
  );
  await expect(asking).rejects.toMatchObject({ refusesKey: false });
});

test('a redirect tells where it leads', async () => {
  const { vendor } = answering(301, '', { location: 'https://www.pilotstatus.com.br/v1/webhooks' });
  await expect(vendor.webhooks()).rejects.toThrow('the setting baseUrl, which redirects to www.pilotstatus.com.br,');
});

test.each([
  [401, { code: 'INVALID_API_KEY' }, true],
  [401, {}, true],
  [403, { code: 'TENANT_SCOPE_NOT_ALLOWED' }, true],
  [403, { message: 'Forbidden' }, false],
  [400, { code: 'NUMBER_REQUIRED' }, false],
])('a %d with %j is the word of the vendor that it does not take the key: %j', async (status, body, refusesKey) => {
  await expect(answering(status, body).vendor.webhooks()).rejects.toMatchObject({ refusesKey });
});

describe.each(ANSWERS.map((vector) => [vector.name, vector] as const))(
  'an answer that is not what was asked for is an error: %s',
  (_, { response: { status, body }, expect: { kind } }) => {
    const { vendor } = answering(status, body);
    const fails = (asking: Promise<unknown>) => expect(asking).rejects.toMatchObject({ name: 'VendorError' });

    test('and no empty list', async () => {
      // A list is an answer, whatever it is called and whatever is in it.
      const list = status >= 200 && status < 300 ? listIn(parseJson(body)) : undefined;
      if (list) expect(await vendor.webhooks()).toHaveLength(list.length);
      else await fails(vendor.webhooks());
    });

    test('and no webhook', async () => {
      const made = () => vendor.create({ url: 'https://x/hooks', name: 'x', events: [] });
      const id = status >= 200 && status < 300 ? (parseJson(body) as { id?: unknown } | undefined)?.id : undefined;
      if (kind === 'sent') expect(await made()).toMatchObject({ id });
      else if (typeof id !== 'string') await fails(made());
    });
  },
);

test('a vendor that cannot be reached is distinguished from one that refuses', async () => {
  const fetch = async () => {
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  };
  const failed = openVendor({ baseUrl: 'https://vendor.test', apiKey: 'ps_key' }, fetch).webhooks();
  await expect(failed).rejects.toThrow('cannot be reached at https://vendor.test (ECONNREFUSED)');
  await expect(failed).rejects.toMatchObject({ refusesKey: false });
  await expect(failed).rejects.toThrow(VendorError);
});

test.each([
  [400, { code: 'ANY' }, true],
  [409, { code: 'WHATSAPP_INSTANCE_NOT_CONNECTED' }, true],
  [403, { code: 'TENANT_SCOPE_NOT_ALLOWED' }, false],
])('a send of nothing that is answered with %d %j says that the key may send: %j', async (status, body, may) => {
  const { vendor, asked } = answering(status, body);
  expect(await vendor.maySend()).toBe(may);
  expect(asked[0]).toMatchObject({ url: 'https://vendor.test/v1/messages/send', init: { body: '{}' } });
});

test.each([
  ['a page of a gateway', 403, '<html>403 Forbidden</html>'],
  ['a failure', 500, { code: 'INTERNAL_ERROR' }],
  ['a rate limit', 429, { code: 'RATE_LIMIT_EXCEEDED' }],
  ['a redirect', 301, ''],
  ['a website', 200, '<!doctype html>'],
  ['an account that is not paid for', 402, { code: 'SUBSCRIPTION_REQUIRED' }],
  ['a key that is not known', 401, { code: 'INVALID_API_KEY' }],
])('%s does not say that the key may send', async (_what, status, body) => {
  await expect(answering(status, body).vendor.maySend()).rejects.toThrow(VendorError);
});
