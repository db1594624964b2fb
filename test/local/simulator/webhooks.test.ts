import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const NEW = { url: 'http://127.0.0.1:1/hook', name: 'app', events: ['message.received'] };
const create = (fields: object = {}, key?: string) => vendor.call('POST', '/v1/webhooks', { ...NEW, ...fields }, key);
const patch = (id: string, fields: object) => vendor.call('PATCH', `/v1/webhooks/${id}`, fields);

test('a webhook is created, read, listed, changed and deleted', async () => {
  const created = await create();
  expect(created).toMatchObject({ status: 201 });
  expect(created.body).toEqual({
    ...NEW,
    id: expect.stringMatching(/^wh_/),
    tenantId: expect.any(String),
    environment: expect.any(String),
    active: true,
    lastTriggered: null,
    whatsappNumberIds: ['cmm0abc123'],
    createdAt: '2026-02-24T10:30:00.000Z',
    updatedAt: '2026-02-24T10:30:00.000Z',
  });
  const path = `/v1/webhooks/${created.body.id}`;
  expect((await vendor.call('GET', path)).body).toEqual(created.body);
  expect((await vendor.call('GET', '/v1/webhooks')).body).toEqual({ items: [created.body] });

  await vendor.clock.advance(1_000);
  const changed = await vendor.call('PATCH', path, { name: 'other' });
  expect(changed.body).toEqual({ ...created.body, name: 'other', updatedAt: '2026-02-24T10:30:01.000Z' });

  expect(await vendor.call('DELETE', path)).toMatchObject({ status: 204 });
  expect((await vendor.call('GET', '/v1/webhooks')).body).toEqual({ items: [] });
});

test('creating a webhook twice gives two', async () => {
  await create();
  await create();
  expect((await vendor.call('GET', '/v1/webhooks')).body.items).toHaveLength(2);
});

test('a change of the events replaces the list', async () => {
  const { body } = await create({ events: ['message.received', 'message.reply'] });
  expect((await patch(String(body.id), { events: ['message.sent'] })).body.events).toEqual(['message.sent']);
});

test('events that the number cannot emit are dropped without a word', async () => {
  const { status, body } = await create({ events: ['message.received', 'calls', 'call.ringing', 'no.such'] });
  expect([status, body.events]).toEqual([201, ['message.received']]);
  expect((await patch(String(body.id), { events: ['calls'] })).body.events).toEqual([]);
});

test.each([
  ['another number than that of the key', 'ps_local', 'cmm_other', 400, 'NUMBER_MISMATCH'],
  ['no number with a key of the account', 'ps_tenant', undefined, 400, 'NUMBER_REQUIRED'],
  ['an unknown number with a key of the account', 'ps_tenant', 'cmm_other', 404, 'NUMBER_NOT_FOUND'],
])('%s is refused', async (_what, key, whatsappNumberId, status, code) => {
  expect(await create({ whatsappNumberId }, key)).toMatchObject({ status, body: { code } });
});

test('the number of the key may be named, and a key of the account must name it', async () => {
  for (const key of ['ps_local', 'ps_tenant']) {
    expect(await create({ whatsappNumberId: 'cmm0abc123' }, key)).toMatchObject({ status: 201 });
  }
});

test.each(['GET', 'PATCH', 'DELETE'])('%s of a webhook that is not there is a 404', async (method) => {
  const answer = await vendor.call(method, '/v1/webhooks/none', method === 'PATCH' ? {} : undefined);
  expect(answer).toMatchObject({ status: 404, body: { code: 'WEBHOOK_NOT_FOUND' } });
});

test.each([{ url: 'hook' }, { url: 'ftp://a/b' }, { name: '' }, { events: 'message.received' }, { events: undefined }])(
  'a webhook with %j is refused',
  async (fields) => {
    expect(await create(fields)).toMatchObject({ status: 400, body: { code: 'INVALID_PAYLOAD' } });
  },
);

test.each([{ active: 'no' }, { id: 'wh_2' }])('a change of %j is refused', async (fields) => {
  const { body } = await create();
  expect(await patch(String(body.id), fields)).toMatchObject({ status: 400 });
});

test('nobody manages webhooks without a key', async () => {
  expect(await vendor.call('GET', '/v1/webhooks', undefined, 'ps_other')).toMatchObject({ status: 401 });
});

test('an event goes only to webhooks that want it: an empty list wants nothing, * wants all', async () => {
  const hooks = await Promise.all([vendor.hook([]), vendor.hook(['*']), vendor.hook(['message.read'])]);
  await vendor.send();
  await vendor.clock.advance(3_000);
  expect(hooks.map((hook) => hook.events())).toEqual([
    [],
    ['message.sent', 'message.delivered', 'message.read'],
    ['message.read'],
  ]);
});

test('a webhook that is not active gets nothing until it is', async () => {
  const hook = await vendor.hook();
  await patch(hook.id, { active: false });
  await vendor.send();
  await vendor.clock.advance(300);
  expect(hook.events()).toEqual([]);
  await patch(hook.id, { active: true });
  await vendor.clock.advance(600);
  expect(hook.events()).toEqual(['message.delivered']);
});
