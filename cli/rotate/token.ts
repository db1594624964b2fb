import { isObject, parseJson } from '../../lambdas/runtime/json.ts';
import type { Secret } from '../stack/secrets.ts';
import { newToken, parseWebhookSecret, type StoredWebhookSecret, tokensOf } from '../stack/webhook-secret.ts';
import { CommandError } from '../terminal/errors.ts';
import { ourWebhooks, wantedUrl } from '../vendor/our-webhook.ts';
import type { VendorApi } from '../vendor/vendor.ts';
import { checkTime, type Rotation, store } from './rotation.ts';

/** What rotating the token takes. */
export interface TokenRotation extends Rotation {
  webhookSecret: Secret;
  /** The vendor's API by each key that is stored; empty without a key. */
  vendors: VendorApi[];
  /** Where deliveries go, without the token. */
  hookUrl: string;
  /** Sends a test event to the new URL. */
  test(): Promise<void>;
}

/**
 * A function that sees a token that it does not know reads the secret again, but not twice in half a minute. After that
 * time, in ms, none refuses the new token.
 */
const KNOWN_AFTER_MS = 35_000;

/**
 * How long deliveries can be on their way to the old URL, in ms. The vendor does not document how long it tries again.
 */
const LATE_DELIVERIES_MS = 24 * 60 * 60 * 1000;

/**
 * Makes a new token next to the old one, then gives the vendor the new URL. A rotation that was begun goes on with the
 * token that was made for it.
 */
export async function rotateToken(rotation: TokenRotation): Promise<void> {
  const { webhookSecret, report, command, dryRun, now, sleep, test } = rotation;
  const secret = await begin(rotation);
  if (!dryRun) {
    const { storedAt = now() } = await webhookSecret.read();
    await sleep(Math.max(0, storedAt + KNOWN_AFTER_MS - now()));
  }
  await moveWebhooks(secret, rotation);
  if (dryRun) return;
  await test();
  report.add(
    'finish',
    'warning',
    `the old token stays valid until you run \`${command('rotate token --finish')}\`, a day from now`,
  );
}

/** @returns the secret with both tokens */
async function begin(rotation: TokenRotation): Promise<StoredWebhookSecret> {
  const { webhookSecret, report } = rotation;
  const { value } = await webhookSecret.read();
  const stored = parseJson(value ?? '');
  const before: Partial<StoredWebhookSecret> = isObject(stored) ? stored : {};
  if (before.token !== undefined && before.previousToken !== undefined) {
    report.add('secret', 'already', 'a new token is already stored next to the old one');
    return { ...before, token: before.token };
  }
  const after = { ...before, token: newToken(), ...(before.token && { previousToken: before.token }) };
  const did = 'a new token is stored next to the old one; every function knows it in half a minute';
  const would = 'would store a new token next to the old one';
  await store(webhookSecret.write, JSON.stringify(after), { step: 'secret', did, would }, rotation);
  return after;
}

async function moveWebhooks(secret: StoredWebhookSecret, rotation: TokenRotation): Promise<void> {
  const { vendors, hookUrl, report, command, dryRun } = rotation;
  const hook = { hookUrl, tokens: tokensOf(secret) };
  let count = 0;
  for (const vendor of vendors) {
    for (const webhook of ourWebhooks(await vendor.webhooks(), hook, undefined)) {
      count += 1;
      const url = wantedUrl(webhook, hook);
      if (webhook.url === url) report.add('webhook', 'already', `${webhook.id} has the new URL already`);
      else if (dryRun) report.add('webhook', 'planned', `would give ${webhook.id} the new URL`);
      else {
        await vendor.update(webhook.id, { url });
        report.add('webhook', 'done', `${webhook.id} has the new URL`);
      }
    }
  }
  if (count > 0) return;
  report.add(
    'webhook',
    'warning',
    `no webhook was found: paste the URL that \`${command('url')}\` prints into the dashboard`,
  );
}

/** Removes the old token. @throws CommandError when a delivery may still come with it */
export async function finishToken(isNow: boolean, rotation: TokenRotation): Promise<void> {
  const { webhookSecret, report, command, now } = rotation;
  const { value, storedAt } = await webhookSecret.read();
  const { previousToken, ...secret } = parseWebhookSecret(value, command);
  if (previousToken === undefined) return report.add('secret', 'already', 'there is no old token');
  await checkMoved([secret.token, previousToken], rotation);
  if (!isNow) checkTime(storedAt, LATE_DELIVERIES_MS, 'deliveries may still be on their way to the old URL', now());
  const words = { step: 'secret', did: 'the old token is removed', would: 'would remove the old token' };
  await store(webhookSecret.write, JSON.stringify(secret), words, rotation);
}

async function checkMoved(tokens: string[], { vendors, hookUrl, command }: TokenRotation): Promise<void> {
  const hook = { hookUrl, tokens };
  for (const vendor of vendors) {
    const ours = ourWebhooks(await vendor.webhooks(), hook, undefined);
    const left = ours.find((webhook) => webhook.url !== wantedUrl(webhook, hook));
    if (left === undefined) continue;
    throw new CommandError(`The webhook ${left.id} still has the old token: run \`${command('rotate token')}\` first`);
  }
}
