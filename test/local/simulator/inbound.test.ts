import {
  readDelivery,
  readGroupMessage,
  readInbound,
  readNewsletterMessage,
  readOwnMessage,
} from '../../../lambdas/pilot-status/events.ts';
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
    text: 'Menu',
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

test('a quote comes as two events of one message, where that is asked for', async () => {
  const quotes = await vendor.send();
  await vendor.clock.advance(3_000);
  const hook = await vendor.hook();
  const { body } = await write({ from: FROM, text: 'This one', quotes, as: 'both' });
  await vendor.clock.advance(0);
  const [reply, received] = hook.deliveries.map((delivery) => delivery.body);
  expect(reply).toEqual(body);
  expect(received).toEqual({ ...body, event: 'message.received' });
  expect(hook.deliveries).toHaveLength(2);
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

test('what is posted in a newsletter comes as such', async () => {
  const newsletter = { id: '1@newsletter', name: 'News' };
  expect(readNewsletterMessage(await deliveryOf({ from: FROM, name: 'Ana', text: 'Hi', newsletter }))).toMatchObject({
    event: 'message.newsletter',
    newsletterId: '1@newsletter',
    newsletterName: 'News',
    name: 'Ana',
    text: 'Hi',
  });
});

test('a sticker is a file', async () => {
  const sticker = { link: 'https://example.com/a.webp' };
  expect(readInbound(await deliveryOf({ from: FROM, sticker }))).toMatchObject({
    type: 'sticker',
    text: '',
    media: { type: 'sticker', link: sticker.link },
  });
});

test('a location comes with its degrees and name', async () => {
  const location = { latitude: -23.55, longitude: -46.63, name: 'Praça da Sé', address: 'São Paulo' };
  expect(await deliveryOf({ from: FROM, location })).toMatchObject({
    data: { type: 'location', content: '', location },
  });
});

test('address cards come with their names and numbers', async () => {
  const contacts = [{ name: 'Bia', phones: ['+5511777777777'] }];
  expect(await deliveryOf({ from: FROM, contacts })).toMatchObject({
    data: { type: 'contacts', content: '', contacts },
  });
});

test('a reaction is no reply: it comes as message.received, and names the message', async () => {
  const quotes = await vendor.send();
  await vendor.clock.advance(3_000);
  const { messageId } = (await vendor.call('GET', `/v1/messages/${quotes}`)).body;
  expect(await deliveryOf({ from: FROM, reaction: '👍', quotes })).toMatchObject({
    event: 'message.received',
    data: { type: 'reaction', content: '👍', quotedMessageId: messageId },
  });
});

test('a person who writes on the phone writes to the contact, in a group to the group', async () => {
  const delivery = await deliveryOf({ from: FROM, text: 'I will call you', fromMe: true });
  expect(delivery).toMatchObject({
    event: 'message.received',
    data: { fromMe: true, from: '+5511888888888', to: FROM, content: 'I will call you' },
  });
  expect(readInbound(delivery)).toBeUndefined();
  expect(readOwnMessage(delivery)).toMatchObject({ to: FROM, text: 'I will call you' });

  const inGroup = await deliveryOf({ from: FROM, text: 'Hi all', fromMe: true, group: { id: '1@g.us' } });
  expect(inGroup).toMatchObject({ event: 'message.group', data: { fromMe: true, fromNumber: '+5511888888888' } });
});

test('what a person quotes on the phone is no reply of a contact', async () => {
  const { body } = await write({ from: FROM, text: 'Hi' });
  await vendor.clock.advance(0);
  const { id, messageId } = body.data as { id: string; messageId: string };
  expect(await deliveryOf({ from: FROM, text: 'This one', quotes: id, fromMe: true })).toMatchObject({
    event: 'message.received',
    data: { quotedMessageId: messageId },
  });
});

test('a message is reported with what is in it, and who wrote it', async () => {
  await write({ from: FROM, media: { link: 'https://example.com/a', type: 'image', caption: 'Menu' } });
  await write({ from: FROM, text: 'Hi', group: { id: '1@g.us' } });
  await write({ from: FROM, text: 'Hello', fromMe: true });
  expect(
    vendor.activities.flatMap((activity) => (activity.kind === 'message' ? [activity.message] : [])),
  ).toMatchObject([
    { direction: 'INBOUND', status: 'RECEIVED', text: 'Menu', content: { media: { type: 'image', caption: 'Menu' } } },
    { destination: { groupId: '1@g.us' }, writer: FROM, content: { text: 'Hi' } },
    { direction: 'OUTBOUND', status: 'SENT', fromPhone: true, destination: { destinationNumber: FROM }, text: 'Hello' },
  ]);
});

test.each([
  {},
  { from: FROM },
  { from: '5511999999999', text: 'Hi' },
  { from: FROM, text: 'Hi', button: { text: 'Yes' } },
  { from: FROM, media: { type: 'image' } },
  { from: FROM, text: 'Hi', to: FROM },
  { from: FROM, text: 'Hi', as: 'both' },
  { from: FROM, reaction: '👍' },
  { from: FROM, location: { latitude: 91, longitude: 0 } },
  { from: FROM, contacts: [] },
  { from: FROM, text: 'Hi', group: { id: '1@g.us' }, newsletter: { id: '1@newsletter' } },
])('%j is no message of a contact', async (message) => {
  expect(await write(message)).toMatchObject({ status: 400 });
});
