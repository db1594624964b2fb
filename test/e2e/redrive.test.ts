import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { messageEntry } from '../../lambdas/queue/sqs.ts';
import { redrive, takeOut } from '../../operations/dead-letters.ts';
import { synthesizeApp } from '../support/assembly.ts';
import { deadLettersOf } from '../support/dead-letters.ts';
import { type LocalApp, type PrintedStep, startBareApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const MAX_ATTEMPTS = 2;

let vendor: TestVendor;
let app: LocalApp;
let sqs: SQSClient;
let folder: string;

beforeAll(async () => {
  vendor = await testVendor();
  const assembly = await synthesizeApp({ bot: 'test/e2e/fixtures/repairable-bot.ts' });
  app = await startBareApp({ PILOT_STATUS_BASE_URL: vendor.url, MAX_ATTEMPTS: String(MAX_ATTEMPTS) }, assembly);
  await app.setApiKey('ps_local');
  const { awsEndpoint: endpoint, region, adminCredentials: credentials } = app.ready;
  sqs = new SQSClient({ endpoint, region, credentials });
  folder = await mkdtemp(join(tmpdir(), 'redrive-'));
}, 60_000);
afterAll(async () => {
  sqs.destroy();
  await app.stop();
  await vendor.stop();
  await rm(folder, { recursive: true });
});

const is = (step: string, id: string) => (seen: PrintedStep) => seen.step === step && seen.id === id;

const urls = () => ({
  deadLettersUrl: app.ready.outputs.EventsDeadLettersUrl ?? '',
  queueUrl: app.ready.outputs.EventsQueueUrl ?? '',
});

/** What SQS's own move task does: the message as it is, with all its attributes. */
async function move() {
  const { deadLettersUrl, queueUrl } = urls();
  return takeOut(sqs, deadLettersUrl, {
    async handle({ body, group, attributes }) {
      const entry = messageEntry({ body, group, attributes, deduplicateBy: randomUUID() });
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, ...entry }));
    },
    handleMs: 0,
  });
}

test.each([
  ['our own redrive', () => redrive(sqs, { ...urls(), newId: randomUUID })],
  ["SQS's own move task", move],
])(
  'a message on which the bot failed to the maximum is answered by the repaired bot after %s',
  async (way, putBack) => {
    const id = way.replaceAll(/\W/g, '-');
    const repair = join(folder, id);
    await app.post(received({ id, messageId: id, from: `+5511999999${way.length}`, content: repair }));
    const [accepted] = await app.waitFor(is('accepted', id));
    await app.waitFor(({ step, conversation }) => step === 'parked' && conversation === accepted?.conversation);
    const letters = deadLettersOf(app);
    expect(await letters.list('EventsDeadLettersUrl')).toMatchObject([
      { attributes: { id, reason: 'The bot failed 2 times: TypeError: There is no such file' } },
    ]);

    await writeFile(repair, '');
    expect(await putBack()).toMatchObject({ taken: 1 });
    await app.waitFor(is('sent', id));
    expect(vendor.sends.at(-1)?.body).toMatchObject({ text: 'It is repaired' });
    expect(await letters.list('EventsDeadLettersUrl')).toEqual([]);
    letters.close();
  },
);
