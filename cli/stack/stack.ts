import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openTable, type Table } from '../../lambdas/ledger/table.ts';
import type { EventKey } from '../../lambdas/pilot-status/identity.ts';
import { request } from '../../lambdas/runtime/http.ts';
import type { Context } from '../terminal/context.ts';
import type { StackHook } from '../vendor/our-webhook.ts';
import { openVendor, type VendorApi } from '../vendor/vendor.ts';
import { vendorUrlOf } from '../vendor/vendor-url.ts';
import { type Deliver, deliverTo } from './endpoint.ts';
import { doneRecord, until } from './follow.ts';
import { openSecret, type Secret } from './secrets.ts';
import { outputOf, type Target } from './target.ts';
import { parseWebhookSecret, tokensOf } from './webhook-secret.ts';

/** How long an event may take to its end: a cold start of each function, with time to spare. In ms. */
const PATIENCE_MS = 30_000;

/** A stack with all that the commands need of it. */
export interface OpenStack {
  target: Target;
  apiKeySecret: Secret;
  webhookSecret: Secret;
  ledger: Pick<Table, 'get' | 'query'>;
  vendorWith(apiKey: string): VendorApi;
  /** Where deliveries are taken now. */
  hook(): Promise<StackHook>;
  deliver: Deliver;
  follow(key: EventKey): Promise<{ outcome: unknown; ms: number } | undefined>;
  sleep(ms: number): Promise<void>;
  newId(): string;
}

/** @throws CommandError when the stack lacks an output */
export function openStack(target: Target, vendorUrl: string | undefined, { now }: Context): OpenStack {
  const secrets = new SecretsManagerClient(target.aws);
  const webhookSecret = openSecret(secrets, outputOf(target, 'WebhookSecretArn'));
  const ledger = openTable(new DynamoDBClient(target.aws), outputOf(target, 'LedgerTable'));
  const baseUrl = vendorUrlOf(target, vendorUrl);
  const sleep = (ms: number) => setTimeout(ms);
  const readSecret = async () => (await webhookSecret.read()).value;
  return {
    target,
    apiKeySecret: openSecret(secrets, outputOf(target, 'ApiKeySecretArn')),
    webhookSecret,
    ledger,
    vendorWith: (apiKey) => openVendor({ baseUrl, apiKey }, fetch),
    hook: async () => ({
      hookUrl: outputOf(target, 'HookUrl'),
      tokens: tokensOf(parseWebhookSecret(await readSecret(), target.command)),
    }),
    deliver: deliverTo(target, { readSecret, request, now, newId: randomUUID }),
    async follow(key) {
      const startedAt = now();
      const record = await until(() => doneRecord(ledger.get, key), { now, sleep, patienceMs: PATIENCE_MS });
      return record && { outcome: record.outcome, ms: now() - startedAt };
    },
    sleep,
    newId: randomUUID,
  };
}
