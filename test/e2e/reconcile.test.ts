import { setImmediate } from 'node:timers/promises';
import { Command } from 'commander';
import { addReconcile } from '../../cli/reconcile/command.ts';
import { startVendor, type VendorSimulator } from '../../local/simulator/vendor.ts';
import { type LocalApp, type PrintedStep, startApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';

const KEY = 'ps_local';
const CONTACT = '+5511999999999';

/** Later than any delivery may still be on its way, in ms. */
const LATER_MS = 10 * 60_000;

let vendor: VendorSimulator;
let app: LocalApp;
let webhookId: string;

beforeAll(async () => {
  vendor = await startVendor({ apiKey: KEY });
  app = await startApp('--vendor-url', vendor.url);
  const webhook = { url: oldUrl(), name: 'rotated', events: ['message.received', 'call.missed'] };
  webhookId = (await call('POST', '/v1/webhooks', webhook)).id;
});
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});

/** The webhook URL with a token that is not valid any more. */
const oldUrl = () => `${app.ready.outputs.HookUrl}/an-old-token`;

async function call(method: string, path: string, body: object) {
  const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };
  const response = await fetch(vendor.url + path, { method, headers, body: JSON.stringify(body) });
  return (await response.json()) as { id: string };
}

/** Somebody writes, and the vendor tries to deliver it. */
const write = (text: string) => call('POST', '/simulator/messages', { from: CONTACT, text });

interface Logged {
  status: string;
  payload: { data?: { id: string; content: string } };
}

async function deliveries(): Promise<Logged[]> {
  const response = await fetch(`${vendor.url}/v1/webhooks/${webhookId}/logs`, { headers: { 'x-api-key': KEY } });
  return ((await response.json()) as { items: Logged[] }).items;
}

/** The latest attempt to deliver what was written, once there is one. */
async function delivery(text: string): Promise<Logged> {
  for (;;) {
    const found = (await deliveries()).find(({ payload }) => payload.data?.content === text);
    if (found) return found;
    await setImmediate();
  }
}

/** Runs the command as if it were later. */
async function reconcile(...args: string[]) {
  const shown: string[] = [];
  const terminal = {
    interactive: false,
    print: (text: string) => shown.push(text),
    note: (text: string) => shown.push(text),
    progress: () => undefined,
    confirm: async () => false,
    async *lines() {},
    paint: (text: string) => text,
  };
  const program = new Command();
  const env = { LOCAL_STATE_FILE: app.stateFile };
  addReconcile(program, { terminal, env, now: () => Date.now() + LATER_MS });
  await program.parseAsync(['reconcile', '--local', ...args], { from: 'user' });
  return shown.join('\n');
}

const is = (step: string, id: string) => (seen: PrintedStep) => seen.step === step && seen.id === id;

test('a delivery that was refused is found, and told by --dry-run without a change', async () => {
  await write('Is anybody there?');
  expect((await delivery('Is anybody there?')).status).toBe('FAILED');
  const report = JSON.parse(await reconcile('--dry-run', '--json'));
  expect(report).toMatchObject({ missing: 1, putBack: 0, findings: [{ verdict: 'missing' }] });
  expect(app.steps.some(({ step }) => step === 'accepted')).toBe(false);
});

test('what is so new that the vendor may try it again is left alone', async () => {
  const { code, stdout } = await pilotInside(['reconcile', '--local', '--json'], { LOCAL_STATE_FILE: app.stateFile });
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, recent: 1, putBack: 0 });
});

test('it is put on the queue and answered, and a second run finds nothing to do', async () => {
  const { payload } = await delivery('Is anybody there?');
  const said = await reconcile();
  expect(said).toMatch(/ message\.received {2}\S+ {2}put back/);
  expect(said).toContain('The log was read to its beginning.');
  await app.waitFor(is('sent', `${payload.data?.id}`));
  expect(JSON.parse(await reconcile('--json'))).toMatchObject({ events: 1, known: 1, putBack: 0 });
});

test('a message that is older than an answer is useful is recorded, and not answered', async () => {
  const createdAt = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000).toISOString();
  const data = { id: 'two-days-old', messageId: 'in-old', from: CONTACT, type: 'text', content: 'Hello?', createdAt };
  await call('POST', '/simulator/events', { event: 'message.received', data: { ...data, numberId: 'cmm0abc123' } });
  await delivery('Hello?');
  expect(JSON.parse(await reconcile('--json'))).toMatchObject({ putBack: 1 });
  await app.waitFor(({ step, id }) => id === 'two-days-old' && (step === 'expired' || step === 'recorded'));
  expect(await app.ledger('two-days-old')).toMatchObject([{ state: 'done' }]);
  expect(app.steps.some(is('sent', 'two-days-old'))).toBe(false);
});

test('an event without an id is left alone until it is asked for', async () => {
  await call('PUT', '/simulator/account', { meta: true });
  await call('PATCH', `/v1/webhooks/${webhookId}`, { events: ['message.received', 'call.missed'] });
  await call('POST', '/simulator/events', { event: 'call.missed', callId: 'call_1', from: CONTACT });
  expect(await reconcile()).toMatch(/call\.missed {2}sha256:\S+ {2}left alone[\s\S]*--also-without-id/);
  expect(JSON.parse(await reconcile('--also-without-id', '--json'))).toMatchObject({ putBack: 1, unsure: 1 });
  await app.waitFor(({ step, event }) => step === 'recorded' && event === 'call.missed');
});

test('what the vendor never tried is in no log, so that nobody can know of it', async () => {
  await call('PUT', '/simulator/faults', { events: [{ kind: 'drop' }] });
  await write('Nobody will know');
  await call('PUT', '/simulator/faults', {});
  await write('After it');
  await delivery('After it');
  expect((await deliveries()).map(({ payload }) => payload.data?.content)).not.toContain('Nobody will know');
});

describe('the function that the clock calls', () => {
  test('puts back what never came, in one log line with counts', async () => {
    const { payload } = await delivery('After it');
    const { outputs, awsEndpoint, region, adminCredentials } = app.ready;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: awsEndpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: awsEndpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: adminCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: adminCredentials.secretAccessKey,
      LEDGER_TABLE: outputs.LedgerTable,
      EVENTS_QUEUE_URL: outputs.EventsQueueUrl,
      CONTACT_HASH_KEY: app.ready.stackId.split('/')[2],
      API_KEY_SECRET_ARN: outputs.ApiKeySecretArn,
      WEBHOOK_SECRET_ARN: outputs.WebhookSecretArn,
      AUTHENTICATION: outputs.AuthenticationPolicy,
      HOOK_URL: outputs.HookUrl,
      PILOT_STATUS_BASE_URL: vendor.url,
    });
    const started = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => started + LATER_MS);
    const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { handler } = await import('../../lambdas/reconcile/handler.ts');
    await handler();
    const line = String(printed.mock.calls[0]?.[0]);
    jest.restoreAllMocks();
    expect(JSON.parse(line)).toMatchObject({
      message: 'reconciled',
      missing: 1,
      putBack: 1,
    });
    await app.waitFor(is('sent', `${payload.data?.id}`));
  });
});
