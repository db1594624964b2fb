import type { ServerResponse } from 'node:http';
import { type LocalApp, startBareApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

let app: LocalApp;
let vendor: TestVendor;

beforeAll(async () => {
  vendor = await testVendor();
  app = await startBareApp({ PILOT_STATUS_BASE_URL: vendor.url, UNKNOWN_SETTLE_SECONDS: '4' });
  await app.setApiKey('ps_local');
});
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});
beforeEach(() => {
  vendor.sends.length = 0;
  vendor.history.length = 0;
});

const is = (step: string, id: string) => (seen: { step: string; id?: unknown }) => seen.step === step && seen.id === id;

/** Posts a message whose reply gets no answer from the vendor. */
async function postWithLostAnswer(id: string): Promise<void> {
  vendor.answers.push((response) => response.socket?.destroy());
  await app.post(received({ id, messageId: id }));
  await app.waitFor(is('unknown', id));
}

const inHistory = (fields: object) => ({
  direction: 'OUTBOUND',
  participantPhone: '+5511999999999',
  text: 'Thanks, we got your message!',
  createdAt: new Date().toISOString(),
  ...fields,
});

test('a reply that the history has is closed, and not sent again', async () => {
  await postWithLostAnswer('found');
  vendor.history.push(inHistory({ id: 'msg_found' }));
  await app.post({ event: 'message.sent', data: { id: 'msg_found', to: '+5511999999999', numberId: 'cmm0abc123' } });
  await app.waitFor(is('sent', 'found'));
  expect(vendor.sends).toHaveLength(1);
  expect(await app.ledger('reply#cmm0abc123#found')).toMatchObject([{ state: 'sent', sentId: 'msg_found' }]);
});

test('a reply that the history does not have is sent again', async () => {
  await postWithLostAnswer('absent');
  vendor.history.push(inHistory({ direction: 'INBOUND', text: 'Hi' }));
  await app.waitFor(is('sent', 'absent'));
  expect(vendor.sends).toHaveLength(2);
});

test('a reply of which the history says nothing is parked with its reason, and its conversation moves on', async () => {
  await postWithLostAnswer('silent');
  await app.post(received({ id: 'behind', messageId: 'behind' }));
  await app.waitFor(is('sent', 'behind'));
  const { MessageAttributes } = await app.receive('RepliesDeadLettersUrl');
  expect(MessageAttributes).toMatchObject({
    id: { StringValue: 'silent' },
    reason: { StringValue: expect.stringContaining('unknown whether this reply was sent') },
  });
  expect(vendor.sends).toHaveLength(2);
});

test('a reply that a gateway answers with a 504 of its own leaves twice at most, and is parked then', async () => {
  const answer504 = (response: ServerResponse) => void response.writeHead(504).end('<html>504 Gateway Time-out</html>');
  vendor.answers.push(answer504, answer504, answer504, answer504);
  vendor.history.push(inHistory({ direction: 'INBOUND', text: 'Hi' }));
  await app.post(received({ id: 'gateway', messageId: 'gateway' }));
  await app.waitFor(({ step, reason }) => step === 'parked' && String(reason).includes('without an answer'));
  expect(vendor.sends).toHaveLength(2);
  vendor.answers.length = 0;
});
