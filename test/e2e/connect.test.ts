import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { received } from '../support/samples.ts';
import { NUMBER_KEY, startUnconnected, TENANT_KEY, type Unconnected } from '../support/unconnected.ts';

let stack: Unconnected;

beforeAll(async () => {
  stack = await startUnconnected();
});
afterAll(() => stack.stop());

async function apiKeySecret(): Promise<string | undefined> {
  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs } = stack.app.ready;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: outputs.ApiKeySecretArn }));
  client.destroy();
  return SecretString;
}

const stepsOf = (stdout: string): { step: string; state: string; text: string }[] => JSON.parse(stdout).steps;
const statesOf = (stdout: string) => stepsOf(stdout).map(({ step, state }) => `${step} ${state}`);

test('without a key nothing is done, and the command says how to give one', async () => {
  const { code, stderr } = await stack.pilot(['connect']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('No API key is stored') });
  expect(await stack.webhooks()).toEqual([]);
});

test.each([
  ['that the vendor does not know', 'ps_wrong', /does not accept the API key.*401 INVALID_API_KEY/],
  ['of the whole account', TENANT_KEY, /belongs to the whole account and may not send/],
])('a key %s is not stored', async (_what, key, reason) => {
  const { code, stderr } = await stack.pilot(['connect'], key);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(reason) });
  expect(await stack.webhooks()).toEqual([]);
  expect((await stack.pilot(['connect'])).stderr).toContain('No API key is stored');
});

test('--dry-run says what would be done, and changes nothing', async () => {
  const { code, stdout } = await stack.pilot(['connect', '--dry-run', '--json'], NUMBER_KEY);
  expect(code).toBe(0);
  expect(statesOf(stdout)).toEqual(['key done', 'secret planned', 'webhook planned', 'events planned', 'test planned']);
  expect(await stack.webhooks()).toEqual([]);
  expect(stack.app.steps).not.toContainEqual(expect.objectContaining({ step: 'accepted' }));
});

test('from nothing to the first reply', async () => {
  const { code, stdout, stderr } = await stack.pilot(['connect', '--json'], `${NUMBER_KEY}\n`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(statesOf(stdout)).toEqual(['key done', 'secret done', 'webhook done', 'events done', 'test done']);
  expect(stdout).not.toContain(NUMBER_KEY);
  expect(stdout).not.toContain(stack.app.ready.webhookUrl);
  expect(await stack.webhooks()).toEqual([
    expect.objectContaining({ url: stack.app.ready.webhookUrl, name: 'pilot-status-prod', active: true }),
  ]);

  await stack.vendor('POST', '/simulator/messages', { from: '+5511999999999', text: 'Hi' });
  const [sent] = await stack.app.waitFor(({ step }) => step === 'sent');
  expect(sent).toMatchObject({ where: 'reply', event: 'message.received' });
});

test('the key is stored with its number, and another number is not answered from it', async () => {
  const stranger = received({ id: 'to-another', messageId: 'in-another', numberId: 'cmm0def456' });
  await stack.app.post(stranger);
  const [parked] = await stack.app.waitFor(({ step }) => step === 'parked');
  expect(parked).toMatchObject({ reason: expect.stringContaining('no API key for the number cmm0def456') });
});

test('a key does not take the place of the good one of another number', async () => {
  const good = JSON.stringify({ cmm0def456: 'ps_good' });
  await stack.app.setApiKey(good);
  const { code, stderr } = await stack.pilot(['connect', '--number', 'cmm0def456'], NUMBER_KEY);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('not of cmm0def456') });
  expect(await apiKeySecret()).toBe(good);
  expect(await stack.webhooks()).toHaveLength(1);
});

test('a key that an older version stored without its number is kept, and gets it', async () => {
  await stack.app.setApiKey(NUMBER_KEY);
  expect(await stack.pilot(['connect'])).toMatchObject({ code: 0 });
  expect(await apiKeySecret()).toBe(JSON.stringify({ cmm0abc123: NUMBER_KEY }));
});

test('a second time nothing is changed', async () => {
  const before = await stack.webhooks();
  const { code, stdout } = await stack.pilot(['connect', '--json']);
  expect(code).toBe(0);
  expect(statesOf(stdout)).toEqual(['key done', 'secret already', 'webhook already', 'events already', 'test done']);
  const without = ({ lastTriggered: _, ...webhook }: Record<string, unknown>) => webhook;
  expect((await stack.webhooks()).map(without)).toEqual(before.map(without));
});

test('a webhook with an older token, paused and with an empty list is repaired, and stays the only one', async () => {
  const [webhook] = await stack.webhooks();
  const url = `${stack.app.ready.outputs.HookUrl}/an-older-token`;
  await stack.vendor('PATCH', `/v1/webhooks/${webhook?.id}`, { url, active: false, events: [] });
  const { code, stdout } = await stack.pilot(['connect', '--json']);
  expect(code).toBe(0);
  expect(stepsOf(stdout)).toContainEqual({
    step: 'webhook',
    state: 'done',
    text: `changed the webhook ${webhook?.id}: the URL with the current token, active again, 13 events`,
  });
  expect(await stack.webhooks()).toEqual([
    { ...webhook, updatedAt: expect.any(String), lastTriggered: expect.anything() },
  ]);
});

test('events that were added stay; --events names them all, and what the vendor left out is told', async () => {
  const [webhook] = await stack.webhooks();
  const path = `/v1/webhooks/${webhook?.id}`;
  await stack.vendor('PATCH', path, { events: ['message.group'] });
  await stack.pilot(['connect']);
  expect((await stack.vendor('GET', path)).events).toEqual(
    expect.arrayContaining(['message.group', 'message.received']),
  );

  const { code, stdout } = await stack.pilot(['connect', '--events', 'message.received,call.missed', '--json']);
  expect(code).toBe(0);
  expect(stepsOf(stdout)).toContainEqual({
    step: 'events',
    state: 'warning',
    text: 'Pilot Status left out call.missed: this number cannot emit them',
  });
  expect((await stack.vendor('GET', path)).events).toEqual(['message.received']);
  expect(await stack.webhooks()).toHaveLength(1);
});
