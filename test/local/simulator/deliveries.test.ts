import { createHmac } from 'node:crypto';
import type { SignatureScheme } from '../../../lambdas/authentication/policy.ts';
import { openHook, type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const write = () => vendor.call('POST', '/simulator/messages', { from: '+5511999999999', text: 'Hi' });
const logs = async (id: string, query = '') =>
  (await vendor.call('GET', `/v1/webhooks/${id}/logs${query}`)).body.items as Record<string, unknown>[];

test.each([500, 302, 201, 204])(
  'an answer of %i is tried again, with the same bytes, until it is 200',
  async (status) => {
    const hook = await vendor.hook();
    hook.answers.push(status, status);
    await write();
    await vendor.clock.advance(0);
    expect(hook.deliveries).toHaveLength(1);
    await vendor.clock.advance(1_000);
    expect(hook.deliveries).toHaveLength(2);
    await vendor.clock.advance(5_000);
    await vendor.clock.advance(100_000);
    expect(hook.deliveries).toHaveLength(3);
    expect(new Set(hook.deliveries.map(({ raw }) => raw)).size).toBe(1);
  },
);

test('after four attempts the event is given up', async () => {
  const hook = await vendor.hook();
  hook.answers.push(...Array(10).fill(503));
  await write();
  await vendor.clock.advance(1_000_000);
  expect(hook.deliveries).toHaveLength(4);
});

test.each([
  ['deleted', 'DELETE', undefined],
  ['paused', 'PATCH', { active: false }],
])('a webhook that was %s meanwhile is not tried again', async (_what, method, body) => {
  const hook = await vendor.hook();
  hook.answers.push(500);
  await write();
  await vendor.clock.advance(0);
  await vendor.call(method, `/v1/webhooks/${hook.id}`, body);
  await vendor.clock.advance(100_000);
  expect(hook.deliveries).toHaveLength(1);
});

test('one webhook that fails does not delay another', async () => {
  const [failing, other] = [await vendor.hook(), await vendor.hook()];
  failing.answers.push(500);
  await write();
  await vendor.clock.advance(0);
  expect([failing.deliveries.length, other.deliveries.length]).toEqual([1, 1]);
  await vendor.clock.advance(1_000);
  expect([failing.deliveries.length, other.deliveries.length]).toEqual([2, 1]);
});

test('the logs tell each attempt, the latest first, with our answer', async () => {
  const hook = await vendor.hook();
  hook.answers.push(500);
  await write();
  await vendor.clock.advance(1_000);
  const payload = hook.deliveries[0]?.body;
  const common = { event: 'message.received', payload, response: '{}', durationMs: 0 };
  expect(await logs(hook.id)).toEqual([
    { ...common, status: 'SUCCESS', statusCode: 200, createdAt: '2026-02-24T10:30:01.000Z' },
    { ...common, status: 'FAILED', statusCode: 500, createdAt: '2026-02-24T10:30:00.000Z' },
  ]);
  expect((await vendor.call('GET', `/v1/webhooks/${hook.id}`)).body.lastTriggered).toBe('2026-02-24T10:30:01.000Z');
});

test('the logs can be limited to some, and to one event', async () => {
  const hook = await vendor.hook();
  await vendor.send();
  await vendor.clock.advance(3_000);
  expect((await logs(hook.id, '?limit=2')).map(({ event }) => event)).toEqual(['message.read', 'message.delivered']);
  expect((await logs(hook.id, '?event=message.sent')).map(({ event }) => event)).toEqual(['message.sent']);
  for (const limit of [0, 51]) {
    expect(await vendor.call('GET', `/v1/webhooks/${hook.id}/logs?limit=${limit}`)).toMatchObject({ status: 400 });
  }
});

test.each([
  ['where nobody listens', 'http://127.0.0.1:1/hook', /^No answer: /],
  ['on another computer', 'https://example.com/hook', /^The simulator delivers to this computer only$/],
  ['that only looks like this computer', 'http://127.0.0.1.example.com/hook', /this computer only$/],
])('a webhook %s is logged as failed, and nothing leaves this computer', async (_where, url, response) => {
  const { body } = await vendor.call('POST', '/v1/webhooks', { url, name: 'app', events: ['*'] });
  await write();
  await vendor.clock.advance(0);
  expect(await logs(String(body.id))).toMatchObject([
    { status: 'FAILED', statusCode: null, response: expect.stringMatching(response) },
  ]);
});

test('a webhook that was connected with a secret gets signed deliveries, a retry under the same id', async () => {
  const hook = await openHook();
  hook.answers.push(500);
  const scheme: SignatureScheme = {
    header: 'x-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'v1=',
    secretEncoding: 'utf8',
    content: '{id}.{timestamp}.{body}',
    timestamp: { header: 'x-timestamp', prefix: '', toleranceSeconds: 300 },
    idHeader: 'x-id',
  };
  vendor.vendor.connect({ url: hook.url, signature: { scheme, secret: 'secret' } });
  await write();
  await vendor.clock.advance(1_000);
  for (const { headers, raw } of hook.deliveries) {
    const signed = `${headers['x-id']}.${headers['x-timestamp']}.${raw}`;
    expect(headers['x-signature']).toBe(`v1=${createHmac('sha256', 'secret').update(signed).digest('hex')}`);
  }
  const [first, second] = hook.deliveries.map(({ headers }) => headers);
  expect(second?.['x-id']).toBe(first?.['x-id']);
  expect(Number(second?.['x-timestamp'])).toBe(Number(first?.['x-timestamp']) + 1);
  expect(JSON.stringify((await vendor.call('GET', '/v1/webhooks')).body)).not.toContain('secret');
  await hook.stop();
});
