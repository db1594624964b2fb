import type { OpenStack } from '../../../cli/stack/stack.ts';
import { type Examination, examine } from '../../../cli/status/examine.ts';
import { CHECKS, type Check, ok } from '../../../cli/status/finding.ts';
import { type VendorApi, VendorError, type VendorWebhook } from '../../../cli/vendor/vendor.ts';
import { testTarget } from '../../support/target.ts';

const HOOK_URL = 'https://api.test/hooks/whatsapp';
const OUTPUTS = { ApiUrl: 'https://api.test', HookUrl: HOOK_URL, AuthenticationPolicy: '{"token":true}' };

const fail = () => Promise.reject(new Error('AWS does not answer'));

/** States of a part of the world, each under its name. */
type States<State> = Record<string, State>;

const KEY_SECRETS: States<() => Promise<{ value?: string | undefined }>> = {
  'was never set': async () => ({}),
  'is empty': async () => ({ value: ' ' }),
  'is {}': async () => ({ value: '{}' }),
  'is []': async () => ({ value: '[]' }),
  'is broken': async () => ({ value: '{"n1":' }),
  'holds null for the number': async () => ({ value: '{"n1":null}' }),
  'is one key': async () => ({ value: 'ps_one' }),
  'is a rotation of one key': async () => ({ value: '["ps_new","ps_one"]' }),
  'holds one number': async () => ({ value: '{"n1":"ps_one"}' }),
  'holds several numbers': async () => ({ value: '{"n1":"ps_one","n2":"ps_two"}' }),
  'holds several numbers, one without a key': async () => ({ value: '{"n1":"ps_one","n2":[]}' }),
  'cannot be read': fail,
};

const WEBHOOK_SECRETS: States<() => Promise<{ value?: string }>> = {
  'is as it should be': async () => ({ value: '{"token":"t"}' }),
  'is {}': async () => ({ value: '{}' }),
  'was never set': async () => ({}),
  'cannot be read': fail,
};

const webhook: VendorWebhook = { id: 'wh', url: `${HOOK_URL}/t`, active: true, events: ['*'], numberIds: [] };
const refuse = (refusesKey: boolean) => () => Promise.reject(new VendorError('No.', { refusesKey }));

const well: Partial<VendorApi> = { webhooks: async () => [webhook], maySend: async () => true, logs: async () => [] };
const VENDORS: States<Partial<VendorApi>> = {
  'is well': well,
  'is out of reach': { webhooks: refuse(false) },
  'refuses the key': { webhooks: refuse(true) },
  'lets the key not send': { ...well, maySend: async () => false },
  'has no webhook': { ...well, webhooks: async () => [] },
  'keeps its logs to itself': { ...well, logs: refuse(false) },
  'answers with nonsense': { ...well, webhooks: async () => [{}] as VendorWebhook[] },
};

interface World {
  apiKeySecret: () => Promise<{ value?: string | undefined }>;
  webhookSecret: () => Promise<{ value?: string }>;
  vendor: Partial<VendorApi>;
}

function examination({ apiKeySecret, webhookSecret, vendor }: World): Examination {
  const counts = { visible: 0, inFlight: 0, delayed: 0 };
  return {
    stack: {
      target: { ...testTarget(), outputs: OUTPUTS },
      apiKeySecret: { read: apiKeySecret },
      webhookSecret: { read: webhookSecret },
      vendorWith: () => vendor,
    } as unknown as OpenStack,
    fetch: async () => new Response('', { headers: { date: new Date(0).toUTCString() } }),
    now: () => 0,
    readQueue: async (name) => ({ name, counts, deadLetters: counts }),
    checkMappings: async () => [ok('workers', 'well')],
    checkAlarms: async () => [ok('alarms', 'well')],
  };
}

const WELL: World = {
  apiKeySecret: async () => ({ value: '{"n1":"ps_one"}' }),
  webhookSecret: async () => ({ value: '{"token":"t"}' }),
  vendor: well,
};

const ALL = CHECKS.filter((check) => check !== 'stack');

const checksOf = (findings: { check: Check }[]) => ALL.filter((name) => findings.some(({ check }) => check === name));

/** Every state of the secrets and of the vendor with every other. */
const WORLDS = Object.entries(KEY_SECRETS).flatMap(([key, apiKeySecret]) =>
  Object.entries(WEBHOOK_SECRETS).flatMap(([token, webhookSecret]) =>
    Object.entries(VENDORS).map(([who, vendor]): [string, World] => [
      `the API key ${key}, the webhook secret ${token}, the vendor ${who}`,
      { apiKeySecret, webhookSecret, vendor },
    ]),
  ),
);

test.each(WORLDS)('each check has a finding when %s', async (_name, world) => {
  expect(checksOf(await examine(examination(world)))).toEqual(ALL);
});

test.each(WORLDS.filter(([name]) => name.includes('several numbers')))(
  'each number has its own of each when %s',
  async (_name, world) => {
    const findings = await examine(examination(world));
    for (const number of ['n1', 'n2']) {
      const own = findings.filter(({ what }) => what.startsWith(`${number}: `)).map(({ check }) => check);
      expect([...new Set(own)]).toEqual(['key', 'webhook', 'delivery', 'number']);
    }
  },
);

test.each(['fetch', 'readQueue', 'checkMappings', 'checkAlarms'] as const)(
  'each check has a finding when %s fails, and that one is reported',
  async (what) => {
    const findings = await examine({ ...examination(WELL), [what]: fail });
    expect(checksOf(findings)).toEqual(ALL);
    expect(findings.some(({ level }) => level === 'bad')).toBe(true);
  },
);

test('when all is well nothing is reported but that', async () => {
  const findings = await examine(examination(WELL));
  expect(findings.filter(({ level }) => level !== 'ok').map(({ check }) => check)).toEqual(['number']);
});

test('the queue of the event bus is looked at where there is one, and not called well elsewhere', async () => {
  const looking = examination(WELL);
  const { target } = looking.stack;
  const full = { visible: 1, inFlight: 0, delayed: 0 };
  const readQueue: Examination['readQueue'] = async (name) => ({ name, counts: full, deadLetters: full });
  const bus = { ...target, outputs: { ...OUTPUTS, PublishedQueueUrl: 'https://sqs/published.fifo' } };
  const withBus = await examine({ ...looking, readQueue, stack: { ...looking.stack, target: bus } });
  expect(withBus.filter(({ check }) => check === 'published')).toMatchObject([
    { level: 'ok', what: '1 wait, 0 are in progress' },
    { level: 'bad', what: '1 in the dead-letter queue', why: expect.stringContaining('did not hear') },
  ]);
  const without = await examine({ ...looking, readQueue });
  expect(without.filter(({ check }) => check === 'published')).toEqual([
    { check: 'published', level: 'ok', what: 'nothing is published: the setting eventBus is off' },
  ]);
});

test.each(['was never set', 'is empty', 'is {}', 'is []', 'is broken', 'cannot be read'])(
  'an API key that %s needs somebody',
  async (state) => {
    const findings = await examine(examination({ ...WELL, apiKeySecret: KEY_SECRETS[state] as never }));
    expect(findings.filter(({ level }) => level === 'bad').map(({ check }) => check)).toEqual(['key']);
  },
);

test('a key that is stored without its number goes on working, and the finding says what to do', async () => {
  const findings = await examine(examination({ ...WELL, apiKeySecret: KEY_SECRETS['is one key'] as never }));
  expect(findings.filter(({ check }) => check === 'key')).toMatchObject([
    { level: 'warning', what: 'the API key is stored without its number', fix: 'pilot connect' },
  ]);
});
