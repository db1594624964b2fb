import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Command } from 'commander';
import { addForget } from '../../cli/forget/command.ts';
import type { Terminal } from '../../cli/terminal/terminal.ts';
import { type InboundMessage, readDelivery, readInbound } from '../../lambdas/pilot-status/events.ts';
import { contactHash, replyKey } from '../../lambdas/pilot-status/identity.ts';
import { replyJobs } from '../../lambdas/processor/reply-messages.ts';
import type { ReplyJob } from '../../lambdas/queue/reply-job.ts';
import { cloudFormation } from '../support/cloudformation.ts';
import { type LocalApp, startApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const FORGOTTEN = '+5511999999999';
const OTHER = '+5511777777777';

/** What there is to erase after `talk`. */
const ALL = { conversations: 1, messages: 2, whatsappIds: 1 };
const NOTHING = { conversations: 0, messages: 0, whatsappIds: 0 };

let app: LocalApp;
let vendor: TestVendor;
let before: Record<string, unknown>[];

beforeAll(async () => {
  vendor = await testVendor();
  app = await startApp('--vendor-url', vendor.url);
  await talk(FORGOTTEN, 'ana');
  await talk(OTHER, 'bia');
  before = await records();
});
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});

const is = (step: string, id: string) => (seen: { step: string; id?: unknown }) => seen.step === step && seen.id === id;

const message = (from: string, id: string, data = {}) => received({ from, id, messageId: `wamid.${id}`, ...data });

/** A contact writes, gets an answer, reads it, and quotes it: every kind of record there is. */
async function talk(from: string, name: string): Promise<void> {
  await app.post(message(from, `${name}-1`));
  const [answered] = await app.waitFor(is('sent', `${name}-1`));
  const sentId = answered?.sentId;
  const status = { to: from, numberId: 'cmm0abc123', internalMessageId: sentId, messageId: `wamid.out.${name}` };
  await app.post({ event: 'message.sent', data: { id: `${name}-sent`, ...status } });
  // As older payloads have it, without the number.
  await app.post({ event: 'message.read', data: { id: sentId, destinationNumber: from } });
  const quote = { ...message(from, `${name}-2`, { quotedMessageId: `wamid.out.${name}` }), event: 'message.reply' };
  await app.post(quote);
  await app.waitFor(is('recorded', `${name}-sent`));
  await app.waitFor(is('recorded', String(sentId)));
  await app.waitFor(is('sent', `${name}-2`));
}

async function records(): Promise<Record<string, unknown>[]> {
  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs } = app.ready;
  const dynamodb = new DynamoDBClient({ endpoint, region, credentials });
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: outputs.LedgerTable }));
  dynamodb.destroy();
  return Items.map((item) => unmarshall(item));
}

/** The hashes under which the functions know a contact. */
function hashesOf(contact: string): unknown[] {
  const hashKey = app.ready.stackId.split('/')[2] ?? '';
  return [undefined, 'cmm0abc123'].map((number) => contactHash(number, contact, hashKey));
}

/** Puts a message on a queue a second time, as a redrive does: past the five minutes in which the queue would drop it. */
async function redrive(queueOutput: string, body: ReplyJob | ReturnType<typeof message>): Promise<void> {
  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs } = app.ready;
  const { id, event } = 'cause' in body ? body.cause : { id: body.data.id, event: body.event };
  const attributes = { id, event, receivedAt: String(Date.now()) };
  const sqs = new SQSClient({ endpoint, region, credentials });
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: outputs[queueOutput],
      MessageBody: JSON.stringify(body),
      MessageGroupId: 'a-redrive',
      MessageDeduplicationId: 'a-redrive',
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }),
  );
  sqs.destroy();
}

/** The reply to a message, as the processor puts it on its queue. */
function replyTo(id: string): ReplyJob {
  const inbound = readInbound(readDelivery(message(FORGOTTEN, id))) as InboundMessage;
  const cause = { id, event: 'message.received' };
  const answering = {
    reply: replyKey(inbound, cause),
    event: { kind: 'message' as const, message: inbound },
    writtenAt: Date.now(),
    expiresAt: Date.now() + 60_000,
  };
  return replyJobs({ replies: [{ text: 'Thanks' }], cause }, answering)[0] as ReplyJob;
}

const of = (contact: string, items: Record<string, unknown>[]) =>
  items.filter(({ conversation }) => hashesOf(contact).includes(conversation));

const forget = (...args: string[]) => pilotInside(['forget', ...args], { LOCAL_STATE_FILE: app.stateFile });

test('a contact leaves every kind of record', () => {
  const kinds = new Set(of(FORGOTTEN, before).map(({ event }) => event));
  expect([...kinds].sort()).toEqual([
    '#conversation',
    '#message',
    '#reply',
    '#reply.0',
    'message.read',
    'message.received',
    'message.reply',
    'message.sent',
  ]);
});

test('--dry-run says what would be erased, and changes nothing', async () => {
  const { code, stdout } = await forget(FORGOTTEN, '--local', '--dry-run', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, erased: ALL, kept: { tombstones: 7 } });
  expect(await records()).toEqual(before);
});

test('a person is shown what would be erased and asked, and a no changes nothing', async () => {
  const shown: string[] = [];
  const terminal: Terminal = {
    interactive: true,
    print: (text) => shown.push(text),
    note: (text) => shown.push(text),
    progress: () => undefined,
    confirm: async (question) => shown.push(question) === 0,
    async *lines() {},
    paint: (text) => text,
  };
  const program = new Command();
  addForget(program, { terminal, env: { LOCAL_STATE_FILE: app.stateFile }, now: Date.now });
  const asked = program.parseAsync(['forget', FORGOTTEN, '--local'], { from: 'user' });
  await expect(asked).rejects.toThrow('Nothing was erased');
  expect(shown).toEqual([expect.stringContaining('Would be erased'), 'Erase +55…9999 from the local cloud?']);
  expect(await records()).toEqual(before);
});

test('a contact is erased, and nobody else', async () => {
  const { code, stdout, stderr } = await forget('+55 (11) 99999-9999', '--local', '--yes', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    contact: '+55…9999',
    target: 'the local cloud',
    dryRun: false,
    erased: ALL,
    kept: { tombstones: 7, inWork: 0 },
    notErased: expect.arrayContaining([
      expect.objectContaining({ where: 'queues', messages: 0 }),
      expect.objectContaining({ where: 'dead-letter queues', messages: 0 }),
    ]),
  });

  const after = await records();
  expect(of(OTHER, after)).toEqual(of(OTHER, before));
  const own = ({ event }: { event?: unknown }) => event === '#number';
  const tombstones = after.filter((record) => !of(OTHER, after).includes(record) && !own(record));
  expect(tombstones).toHaveLength(7);
  expect(JSON.stringify(tombstones)).not.toMatch(/Thanks|99999999|wamid/);
  for (const hash of hashesOf(FORGOTTEN)) expect(JSON.stringify(after)).not.toContain(hash);
});

test('a second run erases nothing', async () => {
  const { code, stdout } = await forget(FORGOTTEN, '--local', '--yes', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ erased: NOTHING, kept: { tombstones: 0, inWork: 0 } });
  const spoken = await forget(FORGOTTEN, '--local', '--yes');
  expect(spoken).toMatchObject({ code: 0, stdout: expect.stringContaining('holds nothing about +55…9999') });
});

test('what comes again is still not answered again', async () => {
  const sends = vendor.sends.length;
  await redrive('EventsQueueUrl', message(FORGOTTEN, 'ana-1'));
  await app.waitFor((step) => is('duplicate', 'ana-1')(step) && step.where === 'processor');
  await redrive('RepliesQueueUrl', replyTo('ana-1'));
  await app.waitFor((step) => is('duplicate', 'ana-1')(step) && step.where === 'reply');
  expect(vendor.sends).toHaveLength(sends);
});

test('in AWS the stack is found by its stage, through CloudFormation', async () => {
  const { stackId, outputs, awsEndpoint, adminCredentials } = app.ready;
  const aws = await cloudFormation({ name: 'pilot-status-staging', stackId, outputs });
  const env = {
    AWS_REGION: 'sa-east-1',
    AWS_ACCESS_KEY_ID: adminCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: adminCredentials.secretAccessKey,
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.url,
  };
  const { code, stdout, stderr } = await pilotInside(['forget', OTHER, '--stage', 'staging', '--yes', '--json'], env);
  await aws.stop();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ target: 'pilot-status-staging in sa-east-1', erased: ALL });
  expect(of(OTHER, await records())).toEqual([]);
});
