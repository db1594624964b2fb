import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalApp, startBareApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { type ReceivedSend, type TestVendor, testVendor } from '../support/vendor.ts';

let app: LocalApp;
let vendor: TestVendor;

beforeEach(async () => {
  vendor = await testVendor();
  app = await startBareApp({ PILOT_STATUS_BASE_URL: vendor.url });
});
afterEach(async () => {
  await app.stop();
  await vendor.stop();
});

const keyOf = ({ headers }: ReceivedSend) => headers['x-api-key'];
const refuse = (response: ServerResponse) => response.writeHead(401).end('{"code":"INVALID_API_KEY"}');

test('while the vendor refuses the new key, a reply is sent once, with the old one, without waiting', async () => {
  vendor.answerTo = (send) => (keyOf(send) === 'ps_new' ? refuse : undefined);
  await app.setApiKey('["ps_new","ps_old"]');
  await app.post(received());
  expect(await app.waitFor(({ step }) => step === 'sent')).toMatchObject([{ key: 2 }]);
  expect(vendor.sends.map(keyOf)).toEqual(['ps_new', 'ps_old']);
  expect(app.steps.filter(({ step }) => step === 'waiting' || step === 'retry')).toEqual([]);
});

test('a reply whose only key is refused waits, and is sent once there is a key that is taken', async () => {
  const [waiting, ...others] = ['+5511999990000', '+5511999990001', '+5511999990002'];
  const isHeld = ({ body }: ReceivedSend) => others.includes(String(body.destinationNumber));
  const neverAnswer = () => undefined;
  vendor.answerTo = (send) => (isHeld(send) ? neverAnswer : keyOf(send) === 'ps_wrong' ? refuse : undefined);
  const post = (from: string) => app.post(received({ from, id: from, messageId: from }));
  await app.setApiKey('ps_wrong');
  await post(waiting as string);
  expect(await app.waitFor(({ step }) => step === 'waiting')).toMatchObject([
    { reason: 'The vendor refused the API key: INVALID_API_KEY', fix: expect.stringContaining('put-secret-value') },
  ]);

  // A process keeps a key for half a minute, refused or not. Those that have the wrong one are held up by other replies, so
  // that the next attempt is made by a process that reads the secret anew.
  for (const [held, from] of others.entries()) {
    await post(from);
    while (vendor.sends.filter(isHeld).length <= held) await sleep(10);
  }
  await app.setApiKey('ps_right');
  await app.waitFor(({ step }) => step === 'sent');
  const keys = vendor.sends.filter((send) => !isHeld(send)).map(keyOf);
  expect(keys.filter((key) => key === 'ps_right')).toHaveLength(1);
});
