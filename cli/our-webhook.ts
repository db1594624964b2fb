import type { VendorWebhook } from './vendor.ts';

/**
 * The webhooks of the vendor that deliver to our stack, the one to use first: that with the URL of today, then one that is
 * active. One with an older token is ours as well.
 *
 * @param url the complete URL
 * @param number only those for this number, as far as the vendor says
 */
export function ourWebhooks(webhooks: VendorWebhook[], url: string, number: string | undefined): VendorWebhook[] {
  const hookUrl = url.slice(0, url.lastIndexOf('/'));
  const rank = (webhook: VendorWebhook) => (webhook.url === url ? 2 : 0) + (webhook.active ? 1 : 0);
  return webhooks
    .filter((webhook) => webhook.url === hookUrl || webhook.url.startsWith(`${hookUrl}/`))
    .filter(({ numberIds }) => number === undefined || numberIds.length === 0 || numberIds.includes(number))
    .sort((a, b) => rank(b) - rank(a));
}
