import { isOurs } from '../../lambdas/reconcile/delivery-log.ts';
import type { VendorWebhook } from './vendor.ts';

/** Where the stack takes deliveries. */
export interface StackHook {
  /** Without the token. */
  hookUrl: string;
  /** Those that are valid: the current one first, then the one before it while a rotation lasts. */
  tokens: string[];
}

/** The complete URL. */
export function urlOf({ hookUrl, tokens }: StackHook): string {
  return `${hookUrl}/${tokens[0]}`;
}

/**
 * The webhooks of the vendor that deliver to our stack, the one to use first: that with the URL that it should have,
 * then one that is active. One with an older token is ours as well, and so is one that comes with a valid token by
 * another host, such as a distribution of CloudFront.
 *
 * @param number only those for this number, as far as the vendor says; the vendor's id of it
 */
export function ourWebhooks(webhooks: VendorWebhook[], hook: StackHook, number: string | undefined): VendorWebhook[] {
  const rank = (webhook: VendorWebhook) =>
    (webhook.url === wantedUrl(webhook, hook) ? 2 : 0) + (webhook.active ? 1 : 0);
  return webhooks
    .filter(({ url }) => isOurs(url, hook))
    .filter(({ numberIds }) => number === undefined || numberIds.length === 0 || numberIds.includes(number))
    .sort((a, b) => rank(b) - rank(a));
}

/** The URL that a webhook of ours should have: that of today, by the host that it has. */
export function wantedUrl({ url }: Pick<VendorWebhook, 'url'>, { hookUrl, tokens }: StackHook): string {
  return `${new URL(url).origin}${new URL(hookUrl).pathname}/${tokens[0]}`;
}
