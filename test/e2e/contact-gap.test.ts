import { type LocalApp, startBareApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const GAP_SECONDS = 5;

let app: LocalApp;
let vendor: TestVendor;

beforeAll(async () => {
  vendor = await testVendor();
  app = await startBareApp({ PILOT_STATUS_BASE_URL: vendor.url, SECONDS_BETWEEN_REPLIES: String(GAP_SECONDS) });
  await app.setApiKey('ps_local');
});
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});

test('replies to one contact leave in order, so far apart, and keep no other contact waiting', async () => {
  // On a busy machine a function may take longer to start than the gap is long.
  await app.post(received({ id: 'start', messageId: 'start', from: '+5511666665555' }));
  await app.waitFor(({ step, id }) => step === 'sent' && id === 'start');
  for (const id of ['first', 'second']) await app.post(received({ id, messageId: id }));
  await app.waitFor(({ step, setting }) => step === 'paced' && setting === 'secondsBetweenReplies');
  await app.post(received({ id: 'other', messageId: 'other', from: '+5511888887777' }));
  const [, ...sent] = await app.waitFor(({ where, step }) => where === 'reply' && step === 'sent', 4);
  expect(sent.map(({ id }) => id)).toEqual(['first', 'other', 'second']);
  const [first, , second] = sent.map(({ at }) => Number(at));
  // The log line of the first comes a moment after its slot.
  expect(Number(second) - Number(first)).toBeGreaterThan((GAP_SECONDS - 0.5) * 1_000);
});
