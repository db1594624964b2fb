import { openVendor, VendorError } from '../../cli/vendor.ts';

/** A vendor that gives one answer, and keeps what it was asked. */
function answering(status: number, body: unknown) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: string, init: RequestInit = {}) => {
    asked.push({ url, init });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
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

test('a logged delivery is read with its payload as JSON or as text, and without a status when there was no answer', async () => {
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
  [403, { error: 'TENANT_SCOPE_NOT_ALLOWED' }, /one of the whole account.*\(403 TENANT_SCOPE_NOT_ALLOWED\)$/],
  [400, { code: 'NUMBER_REQUIRED' }, /one of the whole account.*\(400 NUMBER_REQUIRED\)$/],
  [
    404,
    { code: 'WEBHOOK_NOT_FOUND', message: 'gone' },
    /answered GET \/v1\/webhooks with 404 WEBHOOK_NOT_FOUND: gone$/,
  ],
  [500, '<html>', /answered GET \/v1\/webhooks with 500: it did not say why$/],
])('a %d says what was answered, and what to do', async (status, body, message) => {
  const { vendor } = answering(status, body);
  await expect(vendor.webhooks()).rejects.toThrow(message);
  await expect(vendor.webhooks()).rejects.toMatchObject({ status });
});

test('a vendor that cannot be reached is told apart from one that refuses', async () => {
  const fetch = async () => {
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  };
  const failed = openVendor({ baseUrl: 'https://vendor.test', apiKey: 'ps_key' }, fetch).webhooks();
  await expect(failed).rejects.toThrow('cannot be reached at https://vendor.test (ECONNREFUSED)');
  await expect(failed).rejects.toMatchObject({ status: undefined });
  await expect(failed).rejects.toThrow(VendorError);
});

test.each([
  [400, true],
  [403, false],
])('a send of nothing that is answered with %d says that the key may send: %j', async (status, may) => {
  const { vendor, asked } = answering(status, { code: 'ANY' });
  expect(await vendor.maySend()).toBe(may);
  expect(asked[0]).toMatchObject({ url: 'https://vendor.test/v1/messages/send', init: { body: '{}' } });
});
