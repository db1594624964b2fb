import { readDelivery, readGroupMessage, readInbound } from '../../../lambdas/pilot-status/events.ts';
import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const FROM = '+5511999999999';
const write = (message: object) => vendor.call('POST', '/simulator/messages', message);

/** What comes to a webhook when a contact writes this. */
async function deliveryOf(message: object) {
  const hook = await vendor.hook();
  const { status, body } = await write(message);
  expect(status).toBe(201);
  await vendor.clock.advance(0);
  expect(hook.deliveries.map((delivery) => delivery.body)).toEqual([body]);
  return readDelivery(body);
}

test('a text is delivered with the fields that are documented', async () => {
  expect(await deliveryOf({ from: FROM, name: 'Ana', text: 'Hi' })).toEqual({
    event: 'message.received',
    data: {
      from: FROM,
      to: '+5511888888888',
      numberId: 'cmm0abc123',
      messageId: expect.stringMatching(/^wamid\./),
      id: expect.any(String),
      type: 'text',
      fromMe: false,
      content: 'Hi',
      participantName: 'Ana',
      createdAt: '2026-02-24T10:30:00.000Z',
    },
  });
});

test('two messages have different ids', async () => {
  const [first, second] = [await deliveryOf({ from: FROM, text: 'Hi' }), await write({ from: FROM, text: 'Hi' })];
  expect(first.data.id).not.toBe((second.body.data as { id: string }).id);
});

test('a contact without a phone number writes under an id', async () => {
  expect(readInbound(await deliveryOf({ from: 'BR.1349abc', text: 'Hi' }))).toMatchObject({ from: 'BR.1349abc' });
});

test('a file comes with its link, caption and name', async () => {
  const media = { link: 'https://example.com/a.pdf', type: 'document', caption: 'Menu', filename: 'a.pdf' };
  expect(readInbound(await deliveryOf({ from: FROM, media }))).toMatchObject({
    type: 'document',
    text: '',
    media: { type: 'document', link: media.link, caption: 'Menu', filename: 'a.pdf' },
  });
});

test('a button that was pressed comes with its text and id', async () => {
  expect(readInbound(await deliveryOf({ from: FROM, button: { text: 'Yes', id: 'yes' } }))).toMatchObject({
    type: 'button',
    button: { text: 'Yes', id: 'yes' },
  });
});

test("a quote names the message by the id of its message.sent, whichever of the message's ids is given", async () => {
  const id = await vendor.send();
  await vendor.clock.advance(3_000);
  const { messageId } = (await vendor.call('GET', `/v1/messages/${id}`)).body;
  for (const quotes of [id, messageId]) {
    expect(readInbound(await deliveryOf({ from: FROM, text: 'This one', quotes }))).toMatchObject({
      event: 'message.reply',
      quotedMessageId: messageId,
    });
  }
});

test('what is not on WhatsApp cannot be quoted', async () => {
  const queued = await vendor.send();
  for (const quotes of [queued, 'none']) {
    expect(await write({ from: FROM, text: 'Hi', quotes })).toMatchObject({
      status: 404,
      body: { code: 'MESSAGE_NOT_FOUND' },
    });
  }
});

test('what is written in a group comes as such', async () => {
  const group = { id: '1@g.us', name: 'Family' };
  expect(readGroupMessage(await deliveryOf({ from: FROM, name: 'Ana', text: 'Hi', group }))).toMatchObject({
    event: 'message.group',
    groupId: '1@g.us',
    groupName: 'Family',
    from: FROM,
    name: 'Ana',
    text: 'Hi',
  });
});

test.each([
  {},
  { from: FROM },
  { from: '5511999999999', text: 'Hi' },
  { from: FROM, text: 'Hi', button: { text: 'Yes' } },
  { from: FROM, media: { type: 'image' } },
  { from: FROM, text: 'Hi', to: FROM },
])('%j is no message of a contact', async (message) => {
  expect(await write(message)).toMatchObject({ status: 400 });
});
