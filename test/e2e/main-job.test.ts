import { type LocalApp, startApp } from '../support/local-app.ts';
import { ALL_SAMPLES, received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

let app: LocalApp;
let vendor: TestVendor;

beforeAll(async () => {
  vendor = await testVendor();
  app = await startApp('--vendor-url', vendor.url, '--token', 'the-token');
});
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});
beforeEach(() => {
  vendor.sends.length = 0;
  vendor.answers.length = 0;
});

/** A message of a contact, with ids of its own. */
const message = (id: string, data = {}) => received({ id, messageId: `wa-${id}`, ...data });
const is = (step: string, id: string) => (seen: { step: string; id?: unknown }) => seen.step === step && seen.id === id;

test('a message that is delivered twice gets one reply, exactly as the vendor documents it', async () => {
  expect(await app.post(message('twice'))).toEqual({ status: 200, body: '{}' });
  expect(await app.post(message('twice'))).toEqual({ status: 200, body: '{}' });
  await app.waitFor(is('sent', 'twice'));
  expect(vendor.sends).toHaveLength(1);
  expect(vendor.sends[0]).toMatchObject({
    path: 'POST /v1/messages/send',
    headers: { 'content-type': 'application/json', 'x-api-key': 'ps_local' },
    body: { destinationNumber: '+5511999999999', text: 'Thanks, we got your message!' },
  });
  expect(Object.keys(vendor.sends[0]?.body ?? {})).toEqual(['destinationNumber', 'text']);
});

test('twenty deliveries of one event at once get one reply', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => app.post(message('burst'))));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  await app.waitFor(is('sent', 'burst'));
  await app.post(message('after-burst'));
  await app.waitFor(is('sent', 'after-burst'));
  expect(vendor.sends).toHaveLength(2);
});

test('the same message told by two events gets one reply', async () => {
  await app.post({ ...message('told-a', { messageId: 'told' }), event: 'message.received' });
  await app.post({ ...message('told-b', { messageId: 'told' }), event: 'message.reply' });
  await app.waitFor(is('decided', 'told-b'));
  await app.post(message('after-told'));
  await app.waitFor(is('sent', 'after-told'));
  expect(vendor.sends).toHaveLength(2);
});

test('the statuses of one message that share its id are three records', async () => {
  for (const event of ['message.sent', 'message.delivered', 'message.read']) {
    expect(await app.post({ event, data: { id: 'shared', to: '+5511999999999' } })).toMatchObject({ status: 200 });
  }
  await app.waitFor(is('recorded', 'shared'), 3);
  const records = await app.ledger('shared');
  expect(records.map(({ event, state }) => [event, state])).toEqual([
    ['message.delivered', 'done'],
    ['message.read', 'done'],
    ['message.sent', 'done'],
  ]);
});

test('every documented event and shapes nobody has seen are accepted and recorded; only a contact gets an answer', async () => {
  const shapes = [
    ...ALL_SAMPLES.map(([, body]) => body),
    {
      object: 'whatsapp_business_account',
      entry: [{ changes: [{ value: { messages: [{ from: '5511999999999' }] } }] }],
    },
    { event: 'something.new', data: { id: 'x' } },
    { nothing: 'known' },
    // A person takes over the contact that it names, who would get no answer below.
    message('mine', { from: '+5511444444444', fromMe: true }),
  ];
  const before = app.steps.length;
  for (const body of shapes) expect(await app.post(body)).toEqual({ status: 200, body: '{}' });
  const concluded = ({ step }: { step: string }) => step === 'recorded' || step === 'decided';
  const earlier = app.steps.slice(0, before).filter(concluded).length;
  const steps = (await app.waitFor(concluded, earlier + shapes.length)).slice(earlier);
  expect(steps).toHaveLength(shapes.length);
  for (const { id, event } of steps) {
    expect(await app.ledger(String(id))).toContainEqual(expect.objectContaining({ event, state: 'done' }));
  }
  expect(steps.filter(({ outcome }) => outcome === 'answered').map(({ event }) => event)).toEqual([
    'message.received',
    'message.reply',
  ]);
  await app.post(message('after-all'));
  await app.waitFor(is('sent', 'after-all'));
  expect(vendor.sends).toHaveLength(2);
});

test('messages of one contact are answered in the order they came', async () => {
  const texts = Array.from({ length: 12 }, (_, i) => `order-${i}`);
  for (const id of texts) await app.post(message(id, { from: '+5511777777777' }));
  await app.waitFor(({ step, id }) => step === 'sent' && String(id).startsWith('order-'), texts.length);
  // What several processes print may come in another order.
  const records = await Promise.all(texts.map((id) => app.ledger(`reply#cmm0abc123#wa-${id}`)));
  const times = records.flat().flatMap(({ attemptedAt, sentAt }) => [Number(attemptedAt), Number(sentAt)]);
  expect(times).toHaveLength(2 * texts.length);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('a body may come with any content type', async () => {
  for (const type of ['text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded']) {
    expect(await app.post(message(`type-${type}`), { headers: { 'content-type': type } })).toMatchObject({
      status: 200,
    });
    await app.waitFor(is('sent', `type-${type}`));
  }
});

test.each([
  ['a wrong token', 'nobody', 'POST', 401],
  ['another method', 'the-token', 'GET', 404],
  ['another path', 'the-token/more', 'POST', 404],
])('%s does not get in', async (_what, path, method, status) => {
  const url = `${app.ready.outputs.HookUrl}/${path}`;
  const response = await fetch(url, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(message('intruder')) }),
  });
  expect(response.status).toBe(status);
  expect(await app.ledger('intruder')).toEqual([]);
});

test('a refusal that passes is retried as the vendor asks, and the reply is sent once', async () => {
  const rateLimited = '{"code":"RATE_LIMIT_EXCEEDED","message":"Too many requests"}';
  const offline = '{"code":"WHATSAPP_INSTANCE_NOT_CONNECTED","message":"The number is offline"}';
  vendor.answers.push((response) => response.writeHead(429, { 'retry-after': '1' }).end(rateLimited));
  vendor.answers.push((response) => response.writeHead(409).end(offline));
  await app.post(message('later'));
  await app.waitFor(is('sent', 'later'));
  expect(vendor.sends).toHaveLength(3);
  const steps = app.steps.filter(({ id }) => id === 'later').map(({ step }) => step);
  // What several processes print may come in another order.
  expect(steps.sort()).toEqual(['accepted', 'decided', 'retry', 'retry', 'sent']);
});

test('a refusal for good is recorded, and the next message of the contact is answered', async () => {
  vendor.answers.push((response) => response.writeHead(400).end('{"code":"MISSING_TEMPLATE_VARIABLES"}'));
  await app.post(message('refused'));
  await app.post(message('next'));
  await app.waitFor(is('sent', 'next'));
  expect(await app.ledger('reply#cmm0abc123#wa-refused')).toMatchObject([
    { state: 'failed', code: 'MISSING_TEMPLATE_VARIABLES' },
  ]);
});

test('nothing that the functions print tells a phone number, what was written, or the token', async () => {
  const printed = JSON.stringify(app.steps.filter(({ step }) => step !== 'ready'));
  expect(printed).not.toMatch(/55119{9}|WhatsApp name|Thanks, we|the-token|ps_local/);
});
