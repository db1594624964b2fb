import { type LocalApp, startBareApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

let app: LocalApp;
let vendor: TestVendor;

beforeAll(async () => {
  vendor = await testVendor();
  app = await startBareApp({ PILOT_STATUS_BASE_URL: vendor.url });
});
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});

test('without an API key messages wait, the log says which command sets it, and nothing is lost', async () => {
  expect(await app.post(received())).toMatchObject({ status: 200 });
  const [waiting] = await app.waitFor(({ step }) => step === 'waiting');
  expect(waiting).toMatchObject({
    reason: 'The API key is not set',
    fix: `aws secretsmanager put-secret-value --secret-id ${app.ready.outputs.ApiKeySecretArn} --secret-string '{"YOUR_NUMBER_ID":"ps_YOUR_KEY"}'`,
  });
  expect(vendor.sends).toEqual([]);
  await app.setApiKey('ps_first');
  await app.waitFor(({ step }) => step === 'sent');
  expect(vendor.sends).toMatchObject([{ headers: { 'x-api-key': 'ps_first' } }]);
});
