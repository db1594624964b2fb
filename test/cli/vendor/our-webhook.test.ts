import { ourWebhooks, wantedUrl } from '../../../cli/vendor/our-webhook.ts';
import type { VendorWebhook } from '../../../cli/vendor/vendor.ts';

const URL = 'https://api.test/hooks/whatsapp/token';
const HOOK = { hookUrl: 'https://api.test/hooks/whatsapp', tokens: ['token', 'before'] };

const webhook = (id: string, fields: Partial<VendorWebhook> = {}): VendorWebhook => ({
  id,
  url: URL,
  active: true,
  events: [],
  numberIds: [],
  ...fields,
});

const idsOf = (webhooks: VendorWebhook[], number?: string) => ourWebhooks(webhooks, HOOK, number).map(({ id }) => id);

test('ours are known by where they deliver, with any token', () => {
  const found = idsOf([
    webhook('ours'),
    webhook('older', { url: 'https://api.test/hooks/whatsapp/older' }),
    webhook('bare', { url: 'https://api.test/hooks/whatsapp' }),
    webhook('other stage', { url: 'https://api2.test/hooks/whatsapp/theirs' }),
    webhook('other path', { url: 'https://api.test/hooks/whatsapp2/token' }),
  ]);
  expect(found).toEqual(['ours', 'older', 'bare']);
});

test('the one with the current URL comes first, then one that is active', () => {
  const old = { url: 'https://api.test/hooks/whatsapp/older' };
  expect(
    idsOf([webhook('paused', { ...old, active: false }), webhook('old', old), webhook('now', { active: false })]),
  ).toEqual(['now', 'old', 'paused']);
});

test('of several numbers only the webhook of the one that is named is meant', () => {
  const both = [webhook('a', { numberIds: ['n1'] }), webhook('b', { numberIds: ['n2'] }), webhook('any')];
  expect(idsOf(both, 'n2')).toEqual(['b', 'any']);
});

test('one that comes by another host is ours when it has a valid token, and keeps its host', () => {
  const at = (path: string) => webhook(path, { url: `https://d1.cloudfront.test/hooks/whatsapp/${path}` });
  expect(idsOf([at('token'), at('before'), at('stranger'), webhook('none', { url: 'no URL' })])).toEqual([
    'token',
    'before',
  ]);
  expect(wantedUrl(at('before'), HOOK)).toBe('https://d1.cloudfront.test/hooks/whatsapp/token');
});
