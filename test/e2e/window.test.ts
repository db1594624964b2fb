import type { ServerResponse } from 'node:http';
import { type LocalApp, startBareApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

let app: LocalApp;
let vendor: TestVendor;

beforeEach(async () => {
  vendor = await testVendor();
});
afterEach(async () => {
  await app.stop();
  await vendor.stop();
});

/** Starts the app with such a window and template, and sends a message through it whose reply gets so far. */
async function answer(window: { WINDOW_HOURS: string; WINDOW_TEMPLATE: string }, step: string) {
  app = await startBareApp({ PILOT_STATUS_BASE_URL: vendor.url, ...window });
  await app.setApiKey('ps_local');
  await app.post(received({ id: 'm1', messageId: 'm1' }));
  return app.waitFor((seen) => seen.where === 'reply' && seen.step === step);
}

const reply = () => app.ledger('reply#cmm0abc123#m1');
const TEMPLATE = { destinationNumber: '+5511999999999', templateId: 'tpl_reopen' };

test('a reply for which the window has closed is not sent but its template', async () => {
  const sent = await answer({ WINDOW_HOURS: '0.01', WINDOW_TEMPLATE: 'tpl_reopen' }, 'sent');
  expect(sent).toMatchObject([{ id: 'm1', windowTemplate: 'tpl_reopen' }]);
  expect(vendor.sends.map(({ body }) => body)).toEqual([TEMPLATE]);
  expect(await reply()).toMatchObject([{ state: 'sent', windowTemplate: 'tpl_reopen' }]);
});

test('without a template it expires, and nothing is sent', async () => {
  await answer({ WINDOW_HOURS: '0.01', WINDOW_TEMPLATE: '' }, 'expired');
  expect(vendor.sends).toEqual([]);
  expect(await reply()).toMatchObject([{ state: 'expired', code: 'WINDOW_CLOSED' }]);
});

test('a reply that the vendor refuses for its window gives way to its template, once', async () => {
  const refuse = (response: ServerResponse) =>
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"code":"META_OUTSIDE_24H_WINDOW"}');
  vendor.answers.push(refuse);
  await answer({ WINDOW_HOURS: '24', WINDOW_TEMPLATE: 'tpl_reopen' }, 'sent');
  expect(vendor.sends.map(({ body }) => body)).toEqual([
    { destinationNumber: '+5511999999999', text: 'Thanks, we got your message!' },
    TEMPLATE,
  ]);
  expect(await reply()).toMatchObject([{ state: 'sent', windowTemplate: 'tpl_reopen' }]);
});
