import { readPolicy } from '../../lambdas/authentication/policy.ts';
import { MAX_ENTRIES } from '../../lambdas/reconcile/delivery-log.ts';
import { STACK_QUEUES, type StackQueue } from '../../operations/queue-names.ts';
import { quoted } from '../stack/command-on.ts';
import { queuesIn } from '../stack/queues.ts';
import type { OpenStack } from '../stack/stack.ts';
import { outputOf } from '../stack/target.ts';
import { parseWebhookSecret, tokensOf } from '../stack/webhook-secret.ts';
import { type NumberKeys, numbersIn, storedKeys } from '../vendor/api-key-secret.ts';
import type { Fetch, VendorApi } from '../vendor/vendor.ts';
import { judgeDeliveries } from './deliveries.ts';
import { checkEndpoint } from './endpoint.ts';
import { guarded, ok, type StatusFinding } from './finding.ts';
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
  readQueue(name: StackQueue): Promise<QueueFacts>;
  /** Judge what only AWS has. */
  checkMappings(): Promise<StatusFinding[]>;
  checkAlarms(): Promise<StatusFinding[]>;
}

/** The checks that each number has for itself, because its key opens them. */
const OF_NUMBER = ['key', 'webhook', 'delivery', 'number'] as const;

/** Makes all checks but that of the stack, side by side. One that fails hides no other. */
export async function examine(examination: Examination): Promise<StatusFinding[]> {
  const { stack, fetch, now, readQueue, checkMappings, checkAlarms } = examination;
  const { target } = stack;
  const checkQueue = (name: StackQueue) => async () =>
    queuesIn(target).includes(name)
      ? judgeQueue(await readQueue(name), target.command)
      : [ok(name, 'nothing is published: the setting eventBus is off')];
  const checks = await Promise.all([
    guarded(['endpoint', 'clock'], () =>
      checkEndpoint(outputOf(target, 'ApiUrl'), { fetch, now, deploy: target.deploy }),
    ),
    guarded(['secret'], () => checkWebhookSecret(examination)),
    guarded(OF_NUMBER, () => checkNumbers(examination)),
    ...STACK_QUEUES.map((name) => guarded([name], checkQueue(name))),
    guarded(['workers'], checkMappings),
    guarded(['alarms'], checkAlarms),
  ]);
  return checks.flat();
}

async function checkWebhookSecret({ stack }: Examination): Promise<StatusFinding[]> {
  const { value } = await stack.webhookSecret.read();
  const { command } = stack.target;
  const policy = readPolicy(outputOf(stack.target, 'AuthenticationPolicy'));
  return judgeWebhookSecret(parseWebhookSecret(value, command), policy, command);
}

async function checkNumbers(examination: Examination): Promise<StatusFinding[]> {
  const { value } = await examination.stack.apiKeySecret.read();
  const numbers = numbersIn(value);
  if (numbers.length < 2) return checkNumberOf(storedKeys(value, undefined), '', examination);
  const checks = await Promise.all(
    numbers.map(async (number) => {
      const option = ` --number ${quoted(`${number}`)}`;
      const check = async () => checkNumberOf(storedKeys(value, number), option, examination);
      const findings = await guarded(OF_NUMBER, check);
      return findings.map((finding) => ({ ...finding, what: `${number}: ${finding.what}` }));
    }),
  );
  return checks.flat();
}

/**
 * All that its API key reveals about one number.
 *
 * @param option what names the number in a command, where there are several
 */
async function checkNumberOf(stored: NumberKeys, option: string, examination: Examination): Promise<StatusFinding[]> {
  const { stack } = examination;
  const { command } = stack.target;
  const { findings, vendor } = await checkKeys(stored, option, { vendorWith: stack.vendorWith, command });
  if (vendor === undefined) return findings;
  const [, ...opened] = OF_NUMBER;
  return [...findings, ...(await guarded(opened, () => checkWebhook(vendor, stored.number, option, examination)))];
}

async function checkWebhook(
  vendor: VendorApi,
  number: string | undefined,
  option: string,
  examination: Examination,
): Promise<StatusFinding[]> {
  const { stack, now } = examination;
  const { command } = stack.target;
  const [webhooks, { value }] = await Promise.all([vendor.webhooks(), stack.webhookSecret.read()]);
  const hook = { hookUrl: outputOf(stack.target, 'HookUrl'), tokens: tokensOf(parseWebhookSecret(value, command)) };
  const { findings, ours } = judgeWebhooks(webhooks, { hook, number, option, command });
  if (ours === undefined) return findings;
  const [deliveries, ofNumber] = await Promise.all([
    guarded(['delivery'], async () => {
      const logs = await vendor.logs(ours.id, { limit: MAX_ENTRIES });
      return [judgeDeliveries(logs, ours.lastTriggered, { now: now(), command })];
    }),
    guarded(['number'], async () => [await checkNumber(vendor, ours.id, number)]),
  ]);
  return [...findings, ...deliveries, ...ofNumber];
}
