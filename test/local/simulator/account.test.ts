import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const CONTACT = '+5511999999999';
const HOUR_MS = 3_600_000;

const put = (changes: object) => vendor.call('PUT', '/simulator/account', changes);
const post = (fields: object) => vendor.call('POST', '/v1/messages/send', { destinationNumber: CONTACT, ...fields });
const write = (fields: object) => vendor.call('POST', '/simulator/messages', { from: CONTACT, ...fields });
const history = () =>
  vendor.call('GET', '/v1/messages/history?startDate=2026-02-24T00:00:00Z&endDate=2026-02-26T00:00:00Z');

const PLAIN = {
  templates: null,
  subscription: true,
  history: true,
  historyTimes: 'iso',
  historyTexts: 'whole',
  historyIds: true,
  historyDirections: true,
  historyPageSize: 100,
  online: true,
  meta: false,
  windowHours: 24,
  retention: true,
  requestsPerSecond: null,
};
const media = { media: 'https://example.com/a.jpg', mediaType: 'image' };

describe('the account', () => {
  test('is changed in what is given, and told', async () => {
    expect((await vendor.call('GET', '/simulator/account')).body).toEqual(PLAIN);
    expect(await put({ meta: true })).toMatchObject({ status: 200, body: { ...PLAIN, meta: true } });
    expect((await put({ windowHours: 1 })).body).toEqual({ ...PLAIN, meta: true, windowHours: 1 });
    expect((await vendor.call('GET', '/simulator/account')).body).toEqual({ ...PLAIN, meta: true, windowHours: 1 });
  });

  test.each([
    [{ Meta: true }, 'body must NOT have additional properties: Meta'],
    [{ meta: 'yes' }, 'body/meta must be boolean'],
    [{ windowHours: -1 }, 'body/windowHours must be >= 0'],
    [{ requestsPerSecond: 0 }, 'body/requestsPerSecond must be >= 1'],
    [{ templates: [{ id: 'welcome' }] }, "body/templates/0 must have required property 'variables'"],
    [[], 'body must be object'],
  ])('is not changed by %j', async (changes, message) => {
    expect(await put(changes)).toMatchObject({ status: 400, body: { code: 'INVALID_PAYLOAD', message } });
    expect((await vendor.call('GET', '/simulator/account')).body).toEqual(PLAIN);
  });

  test('of another simulator is another one', async () => {
    await put({ meta: true });
    const other = await simulator();
    expect((await other.call('GET', '/simulator/account')).body).toEqual(PLAIN);
    await other.stop();
  });
});

describe('templates', () => {
  beforeEach(() => put({ templates: [{ id: 'welcome', variables: ['name', 'toString'] }] }));

  test('that are not there are a 404, until any template is accepted again', async () => {
    expect(await post({ templateId: 'none' })).toMatchObject({ status: 404, body: { code: 'TEMPLATE_NOT_FOUND' } });
    await put({ templates: null });
    expect(await post({ templateId: 'none' })).toMatchObject({ status: 202 });
  });

  test('need all their variables, and the details name those that are missing', async () => {
    const refusal = { status: 400, body: { code: 'MISSING_TEMPLATE_VARIABLES' } };
    expect(await post({ templateId: 'welcome' })).toMatchObject(refusal);
    const { body } = await post({ templateId: 'welcome', variables: { name: 'Ana' } });
    expect(body.details).toEqual(['toString']);
    const variables = { name: 'Ana', toString: 'x', more: 'y' };
    expect(await post({ templateId: 'welcome', variables })).toMatchObject({ status: 202 });
  });
});

test('without a subscription media is refused, and nothing else', async () => {
  await put({ subscription: false });
  const refusal = { status: 402, body: { code: 'SUBSCRIPTION_REQUIRED_FOR_MEDIA' } };
  expect(await post(media)).toMatchObject(refusal);
  expect(await post({ text: 'Hi' })).toMatchObject({ status: 202 });
});

test('in relay-only mode the history is empty, and a message is still found by its id', async () => {
  const id = await vendor.send();
  await put({ history: false });
  expect(await history()).toMatchObject({ status: 200, body: { items: [] } });
  expect(await vendor.call('GET', `/v1/messages/${id}`)).toMatchObject({ status: 200 });
  await put({ history: true });
  expect((await history()).body.items).toHaveLength(1);
});

test('a number that is offline sends nothing, and its connection is reported once for each change', async () => {
  const hook = await vendor.hook();
  await put({ online: false });
  await put({ online: false });
  expect(await post({ text: 'Hi' })).toMatchObject({ status: 409, body: { code: 'WHATSAPP_INSTANCE_NOT_CONNECTED' } });
  await vendor.clock.advance(1_000);
  await put({ online: true });
  expect(await post({ text: 'Hi' })).toMatchObject({ status: 202 });
  await vendor.clock.advance(0);
  const data = { id: 'cmm0abc123', numberId: 'cmm0abc123' };
  expect(hook.deliveries.map(({ body }) => body)).toEqual([
    { event: 'number.disconnected', data: { ...data, createdAt: '2026-02-24T10:30:00.000Z' } },
    { event: 'number.connected', data: { ...data, createdAt: '2026-02-24T10:30:01.000Z' } },
  ]);
});

test('without retention a status holds no text and no number', async () => {
  const hook = await vendor.hook(['message.sent', 'message.read']);
  await vendor.send();
  await put({ retention: false });
  await vendor.clock.advance(300);
  await put({ retention: true });
  await vendor.clock.advance(3_000);
  expect(hook.deliveries.map(({ body }) => body.data)).toMatchObject([
    { destinationNumber: '', content: '' },
    { destinationNumber: CONTACT, content: 'Hi' },
  ]);
});

describe('a limit of calls', () => {
  const list = () => vendor.call('GET', '/v1/webhooks');

  test('answers 429 above it, with the seconds to wait, until the second is over', async () => {
    await put({ requestsPerSecond: 2 });
    expect([(await list()).status, (await post({ text: 'Hi' })).status]).toEqual([200, 202]);
    const refused = await post({ text: 'Hi' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMIT_EXCEEDED' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    await vendor.clock.advance(999);
    expect(await list()).toMatchObject({ status: 429 });
    await vendor.clock.advance(1);
    expect(await list()).toMatchObject({ status: 200 });
  });

  test('holds for the API of the vendor alone, and for callers with a key', async () => {
    await put({ requestsPerSecond: 1 });
    for (let i = 0; i < 3; i++) {
      expect(await vendor.call('GET', '/simulator/faults')).toMatchObject({ status: 200 });
      expect(await vendor.call('GET', '/v1/webhooks', undefined, 'ps_other')).toMatchObject({ status: 401 });
    }
    expect(await list()).toMatchObject({ status: 200 });
    await put({ requestsPerSecond: null });
    expect(await list()).toMatchObject({ status: 200 });
  });
});

describe('a Meta number', () => {
  beforeEach(() => put({ meta: true }));

  /** What becomes of a message with these fields. */
  async function outcomeOf(fields: object): Promise<unknown> {
    const hook = await vendor.hook(['message.sent', 'message.failed']);
    const { status, body } = await post(fields);
    expect(status).toBe(202);
    await vendor.clock.advance(300);
    const [delivery] = hook.deliveries.filter((delivery) => delivery.body.data.id === body.id);
    return delivery?.body.data.errorMessage ?? delivery?.body.event;
  }

  test.each([{ groupId: '1@g.us' }, { newsletterId: '1@newsletter' }])('does not write to %j', async (destination) => {
    const send = { ...destination, text: 'Hi' };
    const refusal = { status: 400, body: { code: 'INVALID_PAYLOAD' } };
    expect(await vendor.call('POST', '/v1/messages/send', send)).toMatchObject(refusal);
    await put({ meta: false });
    expect(await vendor.call('POST', '/v1/messages/send', send)).toMatchObject({ status: 202 });
  });

  test('writes freely until the window of the contact closes, and then by template only', async () => {
    await write({ text: 'Hello' });
    await vendor.clock.advance(24 * HOUR_MS);
    expect(await outcomeOf({ text: 'Hi' })).toBe('message.sent');
    expect(await outcomeOf({ text: 'Hi' })).toBe('META_OUTSIDE_24H_WINDOW');
    expect(await outcomeOf(media)).toBe('META_OUTSIDE_24H_WINDOW');
    expect(await outcomeOf({ templateId: 'welcome' })).toBe('message.sent');
  });

  test('does not write freely to who never wrote, or wrote in a group, or was written to from the phone', async () => {
    await vendor.call('POST', '/simulator/messages', { from: '+5511777777777', text: 'Hello' });
    await write({ text: 'Hello', group: { id: '1@g.us' } });
    await write({ text: 'Hello', fromMe: true });
    expect(await outcomeOf({ text: 'Hi' })).toBe('META_OUTSIDE_24H_WINDOW');
  });

  test('judges a scheduled message by when it leaves', async () => {
    await put({ windowHours: 1 });
    await write({ text: 'Hello' });
    const hook = await vendor.hook(['message.failed']);
    await vendor.send({ destinationNumber: CONTACT, text: 'Hi', deliverAt: '2026-02-24T11:30:00.001Z' });
    await vendor.clock.advance(HOUR_MS + 1_000);
    expect(hook.deliveries.map(({ body }) => body.data.errorMessage)).toEqual(['META_OUTSIDE_24H_WINDOW']);
  });
});
