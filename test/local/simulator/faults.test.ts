import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const put = (faults: object) => vendor.call('PUT', '/simulator/faults', faults);
const post = () => vendor.call('POST', '/v1/messages/send', { destinationNumber: '+5511999999999', text: 'Hi' });

test.each([
  [{ kind: 'broken' }, 500, 'INTERNAL_ERROR', null],
  [{ kind: 'unauthorized' }, 401, 'INVALID_API_KEY', null],
  [{ kind: 'numberOffline' }, 409, 'WHATSAPP_INSTANCE_NOT_CONNECTED', null],
  [{ kind: 'rateLimited' }, 429, 'RATE_LIMIT_EXCEEDED', null],
  [{ kind: 'rateLimited', retryAfterSeconds: 7 }, 429, 'RATE_LIMIT_EXCEEDED', '7'],
  [
    { kind: 'rateLimited', retryAfterSeconds: 90, retryAfterDate: true },
    429,
    'RATE_LIMIT_EXCEEDED',
    'Tue, 24 Feb 2026 10:31:30 GMT',
  ],
  [{ kind: 'forbidden' }, 403, 'TENANT_SCOPE_NOT_ALLOWED', null],
  [{ kind: 'badRequest', code: 'ANY_CODE' }, 400, 'ANY_CODE', null],
  [{ kind: 'unavailable' }, 503, 'SERVICE_UNAVAILABLE', null],
  [{ kind: 'unavailable', retryAfterSeconds: 7 }, 503, 'SERVICE_UNAVAILABLE', '7'],
])('with %j a send is refused and not accepted', async (fault, status, code, retryAfter) => {
  await put({ sends: [fault] });
  const answer = await post();
  expect(answer).toMatchObject({ status, body: { code } });
  expect(answer.headers.get('retry-after')).toBe(retryAfter);
  expect(vendor.sends).toEqual([]);
});

test('a fault holds for the next so many sends, then the one after it, then none', async () => {
  await put({
    sends: [
      { kind: 'broken', next: 2 },
      { kind: 'rateLimited', next: 1 },
    ],
  });
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await post()).status);
  expect(statuses).toEqual([500, 500, 429, 202, 202]);
});

test('a fault without a number of times holds until the faults are changed', async () => {
  await put({ sends: [{ kind: 'broken' }] });
  for (let i = 0; i < 3; i++) expect(await post()).toMatchObject({ status: 500 });
  await put({});
  expect(await post()).toMatchObject({ status: 202 });
});

test('the faults that are left can be read', async () => {
  await put({ sends: [{ kind: 'broken', next: 2 }], events: [{ kind: 'drop' }] });
  await post();
  expect((await vendor.call('GET', '/simulator/faults')).body).toEqual({
    sends: [{ kind: 'broken', next: 1 }],
    events: [{ kind: 'drop' }],
  });
});

test('a send that is refused anyway uses up no fault', async () => {
  await put({ sends: [{ kind: 'broken', next: 1 }] });
  await vendor.call('PUT', '/simulator/account', { online: false });
  expect(await post()).toMatchObject({ status: 409 });
  await vendor.call('PUT', '/simulator/account', { online: true });
  expect(await post()).toMatchObject({ status: 500 });
});

test('a lost answer is a message that was accepted, and goes its way', async () => {
  const hook = await vendor.hook();
  await put({ sends: [{ kind: 'lost', next: 1 }] });
  await expect(post()).rejects.toThrow('fetch failed');
  expect(vendor.sends).toHaveLength(1);
  await vendor.clock.advance(300);
  expect(hook.deliveries.map(({ body }) => body.data.id)).toEqual([vendor.sends[0]?.id]);
});

test('a slow answer comes later, and the message was accepted before it', async () => {
  await vendor.stop();
  let tell = () => {};
  const accepted = new Promise<void>((resolve) => {
    tell = resolve;
  });
  vendor = await simulator({ observe: ({ kind }) => kind === 'message' && tell() });
  await put({ sends: [{ kind: 'slow', ms: 20_000 }] });
  const answer = post();
  await accepted;
  const first = await Promise.race([answer, vendor.call('GET', '/v1/webhooks').then(() => 'still waiting')]);
  expect(first).toBe('still waiting');
  await vendor.clock.advance(20_000);
  expect(await answer).toMatchObject({ status: 202 });
});

test('a message fails with the code that was asked for', async () => {
  const hook = await vendor.hook();
  await put({ sends: [{ kind: 'failed', code: 'META_OUTSIDE_24H_WINDOW', next: 1 }] });
  await vendor.send();
  await vendor.clock.advance(3_000);
  expect(hook.deliveries.map(({ body }) => [body.event, body.data.errorMessage])).toEqual([
    ['message.failed', 'META_OUTSIDE_24H_WINDOW'],
  ]);
});

/** The events of one message that come, in order, with these faults. */
async function eventsWith(events: object[], ms = 3_000): Promise<string[]> {
  const hook = await vendor.hook();
  await put({ events });
  await vendor.send();
  await vendor.clock.advance(ms);
  return hook.events().map((event) => event.replace('message.', ''));
}

test.each([
  ['duplicate', 1, ['sent', 'sent', 'delivered', 'read']],
  ['duplicate', undefined, ['sent', 'sent', 'delivered', 'delivered', 'read', 'read']],
  ['drop', 2, ['read']],
  ['drop', undefined, []],
  ['reorder', 1, ['delivered', 'sent', 'read']],
  ['reorder', undefined, ['delivered', 'sent']],
])('%s of the next %s events', async (kind, next, events) => {
  expect(await eventsWith([{ kind, next }])).toEqual(events);
});

test('a delay makes an event come so much later', async () => {
  expect(await eventsWith([{ kind: 'delay', ms: 1_000, next: 1 }], 1_299)).toEqual(['delivered']);
});

test('what is delayed is not lost', async () => {
  expect(await eventsWith([{ kind: 'delay', ms: 1_000, next: 1 }], 1_300)).toEqual(['delivered', 'sent']);
});

test.each([
  { sends: [{ kind: 'duplicate' }] },
  { sends: [{ kind: 'slow' }] },
  { sends: [{ kind: 'badRequest' }] },
  { sends: [{ kind: 'badRequest', code: 1.5 }] },
  { sends: [{ kind: 'blocked', status: 504 }] },
  { sends: [{ kind: 'gateway', location: 'https://example.com' }] },
  { sends: [{ kind: 'rateLimited', retryAfterDate: true }] },
  { sends: [{ kind: 'broken', next: 0 }] },
  { events: [{ kind: 'lost' }] },
  { events: [{ kind: 'drop', retryAfterSeconds: 1 }] },
  { send: [] },
])('%j is no fault, and changes nothing', async (faults) => {
  await put({ sends: [{ kind: 'broken' }] });
  expect(await put(faults)).toMatchObject({ status: 400 });
  expect(await post()).toMatchObject({ status: 500 });
});
