import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cloud, type CloudEvent, startCloud } from '../local/cloud/cloud.ts';
import type { Settings } from '../local/synthesize.ts';
import { openWebhook, SAMPLE } from '../local/webhook.ts';
import { synthesizeApp } from '../test/support/assembly.ts';
import { refuseWarnings } from './lambda/refuse-warnings.ts';

/** A message of a contact. */
export interface NumberedMessage {
  /** Which contact writes, from 0. */
  contact: number;
  /** Which of all messages it is, from 0. */
  index: number;
}

/** The app on the local cloud, with a vendor that accepts every send at once and calls them `msg_0`, `msg_1`, … */
export interface LocalRun {
  /** Posts events as the vendor does, a few at a time. @throws Error unless every answer is 200 */
  post(events: readonly object[]): Promise<void>;
  /**
   * Waits until the processor has handled so many messages of its queue since the start, and the reply function so
   * many.
   */
  handled(count: { events: number; replies: number }): Promise<void>;
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
  const progress = { events: 0, replies: 0, movedAt: Date.now() };
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
  return {
    post: (events) => postAll(url, events),
    async handled({ events, replies }) {
      progress.movedAt = Date.now();
      while (progress.events < events || progress.replies < replies) {
        if (Date.now() - progress.movedAt > PATIENCE_MS) throw new Error(`Stuck at ${JSON.stringify(progress)}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
    },
    async stop() {
      await cloud.stop();
      vendor.stop();
      refuseWarnings('A function of the local cloud', printed);
    },
  };
}

/** `message.received` as the vendor documents it, from one of many contacts. */
export function receivedEvent({ contact, index }: NumberedMessage): object {
  const from = `+55119${String(contact).padStart(8, '0')}`;
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
function queueOfDeletion(event: CloudEvent): { name: 'events' | 'replies'; messages: number } | undefined {
  if (event.kind !== 'call' || event.operation !== 'DeleteMessageBatch') return undefined;
  const name = /-replies-/.test(String(event.input.QueueUrl)) ? 'replies' : 'events';
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
