import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { messageEntry } from '../../lambdas/queue/sqs.ts';
import { EVENT_SCHEMAS } from '../../scripts/event-schemas.ts';
import { synthesizeApp } from '../support/assembly.ts';
import { type LocalApp, startApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';
import { TEST_BOT } from '../support/test-bot.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

let app: LocalApp;
let vendor: TestVendor;
let sqs: SQSClient;

beforeAll(async () => {
  const infrastructure = 'test/e2e/fixtures/listening-infrastructure.ts';
  vendor = await testVendor();
  const assembly = await synthesizeApp({ bot: TEST_BOT, eventBus: 'default' }, infrastructure);
  app = await startApp('--assembly', assembly, '--vendor-url', vendor.url);
  const { awsEndpoint: endpoint, region, adminCredentials: credentials } = app.ready;
  sqs = new SQSClient({ endpoint, region, credentials });
}, 60_000);
afterAll(async () => {
  sqs?.destroy();
  await app?.stop();
  await vendor.stop();
});

interface Event {
  'detail-type': string;
  source: string;
  detail: Record<string, unknown>;
}

/** What the queue of the other system has got, until it has so many events. */
async function heard(count: number): Promise<Event[]> {
  const QueueUrl = app.ready.outputs.CrmUrl;
  const events: Event[] = [];
  for (let tries = 0; events.length < count && tries < 20; tries++) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 3, MaxNumberOfMessages: 10 }),
    );
    for (const { Body = '', ReceiptHandle } of Messages as Message[]) {
      events.push(JSON.parse(Body));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  return events;
}

test('another system hears what happens, without a word of it, and a consumer that fails changes no answer', async () => {
  await app.post(received({ id: 'b-1', messageId: 'b-1', content: 'Hi there' }));
  await app.post(received({ id: 'b-2', messageId: 'b-2', content: 'STOP' }));
  const events = await heard(5);
  expect(events.map((event) => event['detail-type']).sort()).toEqual([
    'contact.opted-out',
    'message.received',
    'message.received',
    'reply.sent',
    'reply.sent',
  ]);
  for (const { 'detail-type': type, source, detail } of events) {
    expect(source).toBe('pilot-status-webhook');
    const schema = EVENT_SCHEMAS[type] ?? EVENT_SCHEMAS.inbound;
    expect(() => schema?.parse(detail)).not.toThrow();
    expect(detail).not.toHaveProperty('content');
  }
  expect(JSON.stringify(events)).not.toMatch(/Hi there|99999/);
  expect(vendor.sends).toHaveLength(2);
  expect(app.steps.filter(({ step }) => step === 'broken' || step === 'parked')).toEqual([]);
});

const pilot = (...args: string[]) => pilotInside([...args, '--local'], { LOCAL_STATE_FILE: app.stateFile });

/** What the bus has refused for so long that it was given up. */
async function giveUp(id: string): Promise<void> {
  const event = { format: 1, id, type: 'contact.opted-out', at: 0, conversation: 'c'.repeat(32), about: { cause: id } };
  const QueueUrl = app.ready.outputs.PublishedDeadLettersUrl;
  const entry = messageEntry({ body: JSON.stringify(event), group: event.conversation, deduplicateBy: id });
  await sqs.send(new SendMessageCommand({ QueueUrl, ...entry }));
}

test('what the bus did not take is reported, and goes back to it or is dropped', async () => {
  await giveUp('p-1');
  await giveUp('p-2');
  const { findings } = JSON.parse((await pilot('status', '--json', '--vendor-url', 'http://127.0.0.1:1')).stdout);
  expect(findings).toContainEqual(expect.objectContaining({ check: 'published', what: '2 in the dead-letter queue' }));
  expect((await pilot('dlq', 'list')).stdout).toMatch(/^published .*contact\.opted-out {2}p-1 .*\n^published .*p-2 /m);

  expect((await pilot('dlq', 'redrive', '--id', 'p-1')).stdout).toMatch(/^went back: published .*p-1/);
  const file = join(await mkdtemp(join(tmpdir(), 'published-')), 'dropped.jsonl');
  expect((await pilot('dlq', 'drop', '--queue', 'published', '--to', file, '--yes')).stdout).toMatch(/^1 dead letter /);
  expect((await pilot('replay', file)).stdout).toBe('put back  contact.opted-out  p-2\n');
  await rm(dirname(file), { recursive: true });
  expect((await heard(2)).map(({ detail }) => detail.id).sort()).toEqual(['p-1', 'p-2']);
  expect(JSON.parse((await pilot('dlq', 'list', '--json')).stdout).letters).toEqual([]);
});
