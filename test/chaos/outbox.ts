// Another system asks the outbox for each of many messages twice, until it is answered, while functions are killed at
// random. In the end each message must have been accepted exactly once.
// Usage: npm run test:chaos:outbox -- [--messages 1000] [--contacts 200]
import '../support/quiet-sdk.ts';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { OutboxAnswer } from '../../lambdas/outbox/outbox.ts';
import { type Cloud, startCloud } from '../../local/cloud/cloud.ts';
import { redrive } from '../../operations/dead-letters.ts';
import { synthesizeApp } from '../support/assembly.ts';
import { childrenOf } from '../support/processes.ts';
import { shortenTimes } from './assembly.ts';
import { faultyVendor } from './vendor.ts';

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '1000' }, contacts: { type: 'string', default: '200' } },
});
const MESSAGES = Number(values.messages);
const CONTACTS = Number(values.contacts);

/** How many requests are made at a time. */
const AT_ONCE = 10;

/** How long after the last request everything must be settled, in ms. */
const PATIENCE_MS = 8 * 60_000;

const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
const vendor = await faultyVendor(Math.random);
let cloud: Cloud | undefined;
try {
  await cp(await synthesizeApp({ windowHours: '0' }), folder, { recursive: true });
  const times = await shortenTimes(folder);
  cloud = await startCloud({ assembly: folder, port: 0, environment: { ...times, PILOT_STATUS_BASE_URL: vendor.url } });
  await cloud.putSecret(cloud.outputs.ApiKeySecretArn ?? '', '{"n1":"ps_local"}');
  tellOfSends(cloud);
  const killing = killFunctions();
  const asked = await askAll(cloud);
  const kills = await killing.end();
  await settle(cloud);
  const parked = await redriveReplies(cloud);
  const left = await settle(cloud);
  report({ ...asked, kills, parked, left });
} finally {
  await cloud?.stop();
  vendor.stop();
  await rm(folder, { recursive: true });
}

function textOf(i: number): string {
  return `Order ${i} has left`;
}

async function askAll({ awsEndpoint: endpoint, region, adminCredentials: credentials, outputs }: Cloud) {
  const lambda = new LambdaClient({ endpoint, region, credentials });
  const FunctionName = outputs.OutboxArn ?? '';
  let failed = 0;
  const ask = async (i: number): Promise<void> => {
    const to = `+55119${String(i % CONTACTS).padStart(8, '0')}`;
    const Payload = JSON.stringify({ to, key: `order-${i}`, text: textOf(i) });
    for (;;) {
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload })).catch(() => undefined);
      const said: OutboxAnswer | undefined =
        answer?.FunctionError === undefined && answer?.Payload
          ? JSON.parse(answer.Payload.transformToString())
          : undefined;
      if (said !== undefined && 'state' in said) return;
      failed++;
      await sleep(200);
    }
  };
  const requests = Array.from({ length: MESSAGES }, (_, i) => [i, i]).flat();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let i = requests.shift(); i !== undefined; i = requests.shift()) await ask(i);
    }),
  );
  lambda.destroy();
  return { failed };
}

/** The vendor reports each message that it has sent: by this a lost answer is found out. */
function tellOfSends(running: Cloud): void {
  vendor.onAccept = async ({ id, to }) => {
    const { token } = JSON.parse((await running.getSecret(running.outputs.WebhookSecretArn ?? '')) ?? '{}');
    const data = { id, messageId: `wa-${id}`, numberId: 'n1', destinationNumber: to };
    const body = JSON.stringify({ event: 'message.sent', data });
    const headers = { 'content-type': 'application/json' };
    const deliver = () => fetch(`${running.outputs.HookUrl}/${token}`, { method: 'POST', headers, body });
    while ((await deliver().catch(() => undefined))?.status !== 200) await sleep(200);
  };
}

/** Kills a process of a function every 250 ms or so. */
function killFunctions(): { end(): Promise<number> } {
  let ended = false;
  let kills = 0;
  const killing = (async () => {
    while (!ended) {
      await sleep(100 + Math.random() * 300);
      const processes = await childrenOf(process.pid);
      const victim = processes[Math.floor(Math.random() * processes.length)];
      if (victim === undefined || ended) continue;
      try {
        if (process.kill(victim, 'SIGKILL')) kills++;
      } catch {
        // It has just ended by itself.
      }
    }
  })();
  return {
    async end() {
      ended = true;
      await killing;
      return kills;
    },
  };
}

/** @returns how many replies a person put back */
async function redriveReplies({ awsEndpoint: endpoint, region, adminCredentials: credentials, outputs }: Cloud) {
  const sqs = new SQSClient({ endpoint, region, credentials });
  let parked = 0;
  const urls = { deadLettersUrl: outputs.RepliesDeadLettersUrl ?? '', queueUrl: outputs.RepliesQueueUrl ?? '' };
  await redrive(sqs, { ...urls, newId: randomUUID, before: async () => void parked++ });
  sqs.destroy();
  return parked;
}

/** Waits until the queues are empty. @returns how many messages are left */
async function settle({ awsEndpoint: endpoint, region, adminCredentials: credentials, outputs }: Cloud) {
  const sqs = new SQSClient({ endpoint, region, credentials });
  const deadline = Date.now() + PATIENCE_MS;
  let left = 1;
  while (left > 0 && Date.now() < deadline) {
    await sleep(1_000);
    const depths = [outputs.EventsQueueUrl, outputs.RepliesQueueUrl].map(async (QueueUrl) => {
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
      return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
    });
    left = (await Promise.all(depths)).reduce((sum, depth) => sum + depth, 0);
  }
  sqs.destroy();
  return left;
}

function report({ failed, kills, parked, left }: Record<'failed' | 'kills' | 'parked' | 'left', number>): void {
  const counts = new Map<string, number>();
  for (const { text } of vendor.accepted) counts.set(text, (counts.get(text) ?? 0) + 1);
  const wrong = Array.from({ length: MESSAGES }, (_, i) => counts.get(textOf(i)) ?? 0).filter((count) => count !== 1);
  const rows: [string, number][] = [
    ['messages, each asked for twice', MESSAGES],
    ['requests that had to be made again', failed],
    ['functions killed', kills],
    ['parked, and put back by a person', parked],
    ['sends accepted', vendor.accepted.length],
    ['left in the queues', left],
  ];
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(40)} ${String(value).padStart(8)}\n`);
  process.stdout.write(`${MESSAGES - wrong.length} passed, ${wrong.length} failed\n`);
  process.exitCode = wrong.length + left === 0 ? 0 : 1;
}
