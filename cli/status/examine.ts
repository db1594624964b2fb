import { readPolicy } from '../../lambdas/ingest/policy.ts';
import { MAX_ENTRIES } from '../../lambdas/reconcile/delivery-log.ts';
import { numbersIn, storedKeys } from '../api-key-secret.ts';
import type { OpenStack } from '../stack.ts';
import { outputOf } from '../target.ts';
import type { Fetch, VendorApi } from '../vendor.ts';
import { parseWebhookSecret, tokensOf } from '../webhook-secret.ts';
import { judgeDeliveries } from './deliveries.ts';
import { checkDoor } from './door.ts';
import { type CommandOn, type Finding, guarded, unchecked } from './finding.ts';
import { checkKeys } from './key.ts';
import { checkNumber } from './number.ts';
import { judgeQueue, type QueueFacts } from './queues.ts';
import { judgeWebhooks } from './webhook.ts';
import { judgeWebhookSecret } from './webhook-secret.ts';

/** What examining a stack takes of the world. */
export interface Examination {
  stack: OpenStack;
  fetch: Fetch;
  now(): number;
  command: CommandOn;
  readQueues(): Promise<QueueFacts[]>;
  /** Judge what only AWS has. */
  checkMappings(): Promise<Finding[]>;
  checkAlarms(): Promise<Finding[]>;
}

/** Makes all checks side by side. One that fails hides no other. */
export async function examine(examination: Examination): Promise<Finding[]> {
  const { stack, fetch, now, command, readQueues, checkMappings, checkAlarms } = examination;
  const checks = await Promise.all([
    guarded('door', () => checkDoor(outputOf(stack.target, 'ApiUrl'), { fetch, now })),
    guarded('secret', () => checkWebhookSecret(examination)),
    guarded('key', () => checkNumbers(examination)),
    guarded('queues', async () => (await readQueues()).flatMap((queue) => judgeQueue(queue, command))),
    guarded('workers', checkMappings),
    guarded('alarms', checkAlarms),
  ]);
  return checks.flat();
}

async function checkWebhookSecret({ stack, command }: Examination): Promise<Finding[]> {
  const { value } = await stack.webhookSecret.read();
  const policy = readPolicy(outputOf(stack.target, 'AuthenticationPolicy'));
  return judgeWebhookSecret(parseWebhookSecret(value), policy, command);
}

async function checkNumbers(examination: Examination): Promise<Finding[]> {
  const { value } = await examination.stack.apiKeySecret.read();
  const numbers = numbersIn(value);
  if (numbers === undefined) return checkNumberOf(storedKeys(value, undefined), undefined, examination);
  const checks = await Promise.all(
    numbers.map((number) =>
      guarded('key', async () => {
        const findings = await checkNumberOf(storedKeys(value, number), number, examination);
        return findings.map((finding) => ({ ...finding, what: `${number}: ${finding.what}` }));
      }),
    ),
  );
  return checks.flat();
}

/** All that its API key tells of one number. */
async function checkNumberOf(keys: string[], number: string | undefined, examination: Examination): Promise<Finding[]> {
  const { stack, command } = examination;
  const option = number === undefined ? '' : ` --number ${number}`;
  const { findings, vendor } = await checkKeys(keys, option, { vendorWith: stack.vendorWith, command });
  if (vendor === undefined)
    return [...findings, unchecked('webhook', 'that takes an API key that Pilot Status accepts')];
  return [...findings, ...(await guarded('webhook', () => checkWebhook(vendor, number, examination)))];
}

async function checkWebhook(
  vendor: VendorApi,
  number: string | undefined,
  examination: Examination,
): Promise<Finding[]> {
  const { stack, command, now } = examination;
  const [webhooks, { value }] = await Promise.all([vendor.webhooks(), stack.webhookSecret.read()]);
  const hook = { hookUrl: outputOf(stack.target, 'HookUrl'), tokens: tokensOf(parseWebhookSecret(value)) };
  const { findings, ours } = judgeWebhooks(webhooks, { hook, number, command });
  if (ours === undefined) return findings;
  const [deliveries, ofNumber] = await Promise.all([
    guarded('delivery', async () => {
      const logs = await vendor.logs(ours.id, { limit: MAX_ENTRIES });
      return [judgeDeliveries(logs, ours.lastTriggered, { now: now(), command })];
    }),
    guarded('number', async () => [await checkNumber(vendor, ours.id, number)]),
  ]);
  return [...findings, ...deliveries, ...ofNumber];
}
