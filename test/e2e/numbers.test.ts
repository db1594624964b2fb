import { type LocalApp, startBareApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

let app: LocalApp;
let vendor: TestVendor;

beforeAll(async () => {
  vendor = await testVendor();
  app = await startBareApp({ PILOT_STATUS_BASE_URL: vendor.url });
  await app.setApiKey(JSON.stringify({ n1: 'ps_one', n2: 'ps_two' }));
});
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});

test('each number answers with its own key, and one without a key is parked with what to do', async () => {
  for (const numberId of ['n1', 'n2', 'n3']) {
    await app.post(received({ id: `to-${numberId}`, messageId: `to-${numberId}`, numberId }));
  }
  await app.waitFor(({ step }) => step === 'sent', 2);
  await app.waitFor(({ step }) => step === 'parked');
  expect(vendor.sends.map(({ headers }) => headers['x-api-key']).sort()).toEqual(['ps_one', 'ps_two']);
  const { MessageAttributes } = await app.receive('RepliesDeadLettersUrl');
  expect(MessageAttributes?.reason?.StringValue).toMatch(
    /no API key for the number n3: aws secretsmanager put-secret-value/,
  );
});
