import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const statusOf = async (id: string) => (await vendor.call('GET', `/v1/messages/${id}`)).body.status;

test('a message is sent, delivered and read, each in its time, all under the id of its 202', async () => {
  const hook = await vendor.hook();
  const id = await vendor.send();
  await vendor.clock.advance(299);
  expect(hook.events()).toEqual([]);
  await vendor.clock.advance(1);
  expect(hook.events()).toEqual(['message.sent']);
  await vendor.clock.advance(600);
  expect(hook.events()).toEqual(['message.sent', 'message.delivered']);
  await vendor.clock.advance(2_100);
  expect(hook.events()).toEqual(['message.sent', 'message.delivered', 'message.read']);
  const data = hook.deliveries.map(({ body }) => body.data);
  expect(data.map((fields) => [fields.id, fields.internalMessageId])).toEqual([
    [id, id],
    [id, id],
    [id, id],
  ]);
  expect(new Set(data.map(({ messageId }) => messageId)).size).toBe(1);
  expect(data[2]).toMatchObject({
    messageId: expect.stringMatching(/^wamid\./),
    numberId: 'cmm0abc123',
    destinationNumber: '+5511999999999',
    content: 'Hi',
    status: 'READ',
    createdAt: '2026-02-24T10:30:03.000Z',
  });
});

test('the status of a message moves as its events do', async () => {
  const id = await vendor.send();
  expect(await statusOf(id)).toBe('QUEUED');
  for (const [ms, status] of [
    [300, 'SENT'],
    [600, 'DELIVERED'],
    [2_100, 'READ'],
  ] as const) {
    await vendor.clock.advance(ms);
    expect(await statusOf(id)).toBe(status);
  }
});

test.each([
  ['a number in an area that does not exist has no WhatsApp', '+5500999999999', 'WHATSAPP_NOT_EXIST'],
  ['the number cannot write to itself', '+5511888888888', 'PILOT_SELF_NUMBER'],
])('%s: the message fails without an id of WhatsApp', async (_why, destinationNumber, code) => {
  const hook = await vendor.hook();
  const id = await vendor.send({ destinationNumber, text: 'Hi' });
  await vendor.clock.advance(10_000);
  expect(hook.deliveries.map(({ body }) => body)).toMatchObject([
    { event: 'message.failed', data: { id, messageId: null, errorMessage: code, status: 'FAILED' } },
  ]);
  expect(await statusOf(id)).toBe('FAILED');
});
