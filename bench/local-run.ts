import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Lambda } from '@aws-sdk/client-lambda';
import { bringForward } from '../cli/send/due.ts';
import { type Cloud, type CloudEvent, startCloud } from '../local/cloud/cloud.ts';
import type { Settings } from '../local/synthesize.ts';
import { openWebhook, SAMPLE } from '../local/webhook.ts';
import { STACK_QUEUES, type StackQueue } from '../operations/queue-names.ts';
import { synthesizeApp } from '../test/support/assembly.ts';
import { refuseWarnings } from './lambda/refuse-warnings.ts';

/** A message of a contact. */
export interface NumberedMessage {
  /** Which contact writes, from 0. */
  contact: number;
  /** Which of all messages it is, from 0. */
  index: number;
}

/** Messages of each queue. */
type Progress = Record<StackQueue, number>;

/** The app on the local cloud, with a vendor that accepts every send at once and calls them `msg_0`, `msg_1`, … */
export interface LocalRun {
  /** Posts events as the vendor does, a few at a time. @throws Error unless every answer is 200 */
  post(events: readonly object[]): Promise<void>;
  /**
   * Waits until so many messages of the queues were handled since the start: by the processor, by the reply function,
   * and by the publisher of events.
   */
  handled(count: Partial<Progress>): Promise<void>;
  /** Asks the outbox to send, so many messages in one request. @throws Error when it refuses one */
  send(requests: readonly object[]): Promise<void>;
  /** Lets what is scheduled within so many ms be due. */
  bringForward(withinMs: number): Promise<void>;
  /** @throws Error when Node.js warned a function of something */
  stop(): Promise<void>;
}

/**
 * Replies leave as fast as they can: what is asked here is what a message takes, not how fast the vendor lets them go.
 */
const UNPACED = { SEND_INTERVAL_MS: '1' };

/** Each delivery that is on its way takes a process of the ingest function, which must not make the others wait. */
const CONNECTIONS = 4;

/** How long nothing may move until the run is given up, in ms. */
const PATIENCE_MS = 60_000;

const LOOK_AGAIN_MS = 10;

/** Starts the app with these settings, and tells `observe` of all that happens in it. */
export async function startLocalRun(settings: Settings, observe: (event: CloudEvent) => void): Promise<LocalRun> {
  const vendor = await startAcceptingVendor();
  let printed = '';
  const progress = { events: 0, replies: 0, published: 0, movedAt: Date.now() };
  const cloud = await startCloud({
    assembly: await synthesizeApp(settings),
    port: 0,
    environment: { ...UNPACED, PILOT_STATUS_BASE_URL: vendor.url },
    observe(event) {
      if (event.kind === 'log' && !event.line.startsWith('{')) printed += `${event.line}\n`;
      const queue = queueOfDeletion(event);
      if (queue !== undefined) {
        progress[queue.name] += queue.messages;
        progress.movedAt = Date.now();
      }
      observe(event);
    },
  });
  await cloud.putSecret(output(cloud, 'ApiKeySecretArn'), 'ps_bench');
  const [hookUrl, secretId] = [output(cloud, 'HookUrl'), output(cloud, 'WebhookSecretArn')];
  const { url } = await openWebhook(cloud, { hookUrl, secretId, token: undefined });
  const { adminCredentials: credentials, awsEndpoint: endpoint, region, outputs, stackId } = cloud;
  const aws = { endpoint, region, credentials };
  const target = { name: 'the bench', stackId, outputs, command: String, deploy: '', aws };
  const lambda = new Lambda(aws);
  return {
    post: (events) => postAll(url, events),
    async handled({ events = 0, replies = 0, published = 0 }) {
      progress.movedAt = Date.now();
      while (progress.events < events || progress.replies < replies || progress.published < published) {
        if (Date.now() - progress.movedAt > PATIENCE_MS) throw new Error(`Stuck at ${JSON.stringify(progress)}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
    },
    async send(requests) {
      const { Payload, FunctionError } = await lambda.invoke({
        FunctionName: output(cloud, 'OutboxArn'),
        Payload: JSON.stringify({ sends: requests }),
      });
      const answer = Payload?.transformToString() ?? '';
      if (FunctionError !== undefined || answer.includes('"refused"')) throw new Error(`The outbox answered ${answer}`);
    },
    bringForward: (withinMs) => bringForward(target, withinMs),
    async stop() {
      lambda.destroy();
      await cloud.stop();
      vendor.stop();
      refuseWarnings('A function of the local cloud', printed);
    },
  };
}

/** The phone number of a contact, from 0. */
export function contactAddress(contact: number): string {
  return `+55119${String(contact).padStart(8, '0')}`;
}

/** `message.received` as the vendor documents it, from one of many contacts. */
export function receivedEvent({ contact, index }: NumberedMessage): object {
  const from = contactAddress(contact);
  const createdAt = new Date().toISOString();
  return { ...SAMPLE, data: { ...SAMPLE.data, from, id: `cm_${index}`, messageId: `wa_${index}`, createdAt } };
}

/** What the vendor reports about a send: it was sent, delivered or read. */
export function statusEvent(status: 'sent' | 'delivered' | 'read', sentId: string): object {
  const createdAt = new Date().toISOString();
  const data = { id: sentId, internalMessageId: sentId, messageId: `wamid_${sentId}`, status: status.toUpperCase() };
  const { numberId, from: destinationNumber } = SAMPLE.data;
  return { event: `message.${status}`, data: { ...data, numberId, destinationNumber, createdAt } };
}

/** A message that was handled is deleted from its queue; nothing else is. */
function queueOfDeletion(event: CloudEvent): { name: StackQueue; messages: number } | undefined {
  if (event.kind !== 'call' || event.operation !== 'DeleteMessageBatch') return undefined;
  const name = STACK_QUEUES.find((queue) => String(event.input.QueueUrl).includes(`-${queue}-`)) ?? 'events';
  return { name, messages: (event.input.Entries as unknown[]).length };
}

async function postAll(url: string, events: readonly object[]): Promise<void> {
  const queue = [...events];
  const connection = async (): Promise<void> => {
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) await post(url, event);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
}

async function post(url: string, event: object): Promise<void> {
  const body = JSON.stringify(event);
  const { status } = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (status !== 200) throw new Error(`The webhook answered ${status}`);
}

async function startAcceptingVendor(): Promise<{ url: string; stop(): void }> {
  let sends = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(202, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: `msg_${sends++}`, status: 'QUEUED' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function output({ outputs }: Cloud, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The template has no output ${name}`);
  return value;
}
