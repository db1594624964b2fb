import { firstKey, switchMappings, switchWebhooks } from '../../../cli/pause/switch.ts';
import type { StackMapping } from '../../../cli/stack/mappings.ts';
import type { ReportedStep } from '../../../cli/terminal/steps.ts';
import type { VendorApi, VendorWebhook, WebhookChanges } from '../../../cli/vendor/vendor.ts';

const URL = 'https://api.test/hooks/whatsapp/token';
const HOOK = { hookUrl: 'https://api.test/hooks/whatsapp', tokens: ['token'] };

function told() {
  const steps: [ReportedStep['state'], string][] = [];
  const add = (_step: string, state: ReportedStep['state'], text: string) => void steps.push([state, text]);
  return { steps, report: { add, end: () => undefined } };
}

const command = (line: string) => `pilot ${line}`;

function vendorWith(...webhooks: Partial<VendorWebhook>[]) {
  const updates: [string, WebhookChanges][] = [];
  const full = webhooks.map((webhook, i) => ({
    id: `wh${i}`,
    url: URL,
    active: true,
    events: [],
    numberIds: [],
    ...webhook,
  }));
  const vendor = {
    webhooks: async () => full,
    update: async (id: string, changes: WebhookChanges) => void updates.push([id, changes]),
  };
  return { updates, vendor: vendor as unknown as VendorApi };
}

test('only what differs is switched, and it is said what it was before', async () => {
  const { vendor, updates } = vendorWith({ active: false }, {}, { url: 'https://elsewhere' });
  const { steps, report } = told();
  await switchWebhooks(vendor, { hook: HOOK, number: undefined }, { isOn: false, dryRun: false, report, command });
  expect(updates).toEqual([['wh1', { active: false }]]);
  expect(steps).toEqual([
    ['done', 'wh1 is paused; it was active'],
    ['already', 'wh0 was paused already'],
  ]);
});

test('a dry run switches nothing', async () => {
  const { vendor, updates } = vendorWith({});
  const { steps, report } = told();
  await switchWebhooks(vendor, { hook: HOOK, number: undefined }, { isOn: false, dryRun: true, report, command });
  const enable = jest.fn();
  await switchMappings([{ id: '1', queue: 'events', state: 'Enabled' }], enable, {
    isOn: false,
    dryRun: true,
    report,
    command,
  });
  expect(updates).toEqual([]);
  expect(enable).not.toHaveBeenCalled();
  expect(steps.map(([state]) => state)).toEqual(['planned', 'planned']);
});

test('a stack that the vendor does not know is to be connected first', async () => {
  const { report } = told();
  const to = { isOn: true, dryRun: false, report, command };
  await expect(switchWebhooks(vendorWith().vendor, { hook: HOOK, number: undefined }, to)).rejects.toThrow('connect');
  expect(() => firstKey(undefined, undefined, command)).toThrow('connect');
  expect(firstKey('["ps_new","ps_old"]', undefined, command)).toBe('ps_new');
});

test('the queues that are switched already are left alone', async () => {
  const mappings: StackMapping[] = [
    { id: '1', queue: 'events', state: 'Disabled' },
    { id: '2', queue: 'replies', state: 'Enabling' },
  ];
  const enable = jest.fn();
  const { steps, report } = told();
  await switchMappings(mappings, enable, { isOn: true, dryRun: false, report, command });
  expect(enable.mock.calls).toEqual([[mappings[0], true]]);
  expect(steps.map(([state]) => state)).toEqual(['done', 'already']);
});
