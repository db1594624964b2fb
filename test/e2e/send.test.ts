import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Command } from 'commander';
import { addSend } from '../../cli/send/command.ts';
import { dueJob } from '../../lambdas/queue/outbox-job.ts';
import { messageEntry } from '../../lambdas/queue/sqs.ts';
import { startAppWithVendor } from '../support/app-with-vendor.ts';
import { cloudFormation } from '../support/cloudformation.ts';
import type { LocalApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';
import { quietTerminal } from '../support/terminal.ts';
import type { TestVendor } from '../support/vendor.ts';

const ANA = '+5511900000001';
const BIA = '+5511900000002';
const NUMBER = ['--number', 'cmm0abc123'];

let app: LocalApp;
let vendor: TestVendor;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ app, vendor, stop } = await startAppWithVendor({ bot: 'test/e2e/fixtures/reminding-bot.ts', windowHours: '0' }));
}, 60_000);
afterAll(() => stop());

const send = (...args: string[]) => pilotInside(['send', ...args, '--local'], { LOCAL_STATE_FILE: app.stateFile });
const list = async (...args: string[]) => JSON.parse((await send('list', '--json', ...args)).stdout);
const sentTo = (to: string) =>
  vendor.sends.filter(({ body }) => body.destinationNumber === to).map(({ body }) => body.text ?? body.templateId);
const sent = (count: number) => app.waitFor(({ step, id }) => step === 'sent' && String(id).startsWith('send#'), count);
const scheduled = (count: number) => app.waitFor(({ step }) => step === 'scheduled', count);

test('without a key nothing is sent, and the refusal says why', async () => {
  const ended = await send(ANA, '--text', 'Hi', '--yes');
  expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('sent once, however often') });
});

test('nobody is asked where nobody is there, and --dry-run sends nothing', async () => {
  const hi = [ANA, '--text', 'Hi', '--key', 'hi', ...NUMBER];
  expect(await send(...hi)).toMatchObject({ code: 2, stderr: expect.stringContaining('pass --yes to send') });
  expect(await send(...hi, '--dry-run')).toMatchObject({ code: 0, stdout: 'hi would be sent now.\n' });
  const dated = await send(...hi, '--at', '2d', '--dry-run');
  expect(dated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^hi would be sent at \d{4}-.* UTC\.\n$/) });
  expect(await list()).toMatchObject({ found: 0, sends: [] });
});

test('a person is shown to which contact it would go, and a no sends nothing', async () => {
  const asked: string[] = [];
  const terminal = { ...quietTerminal(), interactive: true, confirm: async (q: string) => asked.push(q) === 0 };
  const program = new Command();
  addSend(program, { terminal, env: { LOCAL_STATE_FILE: app.stateFile }, now: Date.now });
  const argv = ['send', ANA, '--text', 'Hi', '--key', 'hi', ...NUMBER, '--local'];
  await expect(program.parseAsync(argv, { from: 'user' })).rejects.toThrow('Nothing was sent');
  expect(asked).toEqual(['Send hi to +55…0001 from the local cloud?']);
  expect(await list()).toMatchObject({ found: 0 });
});

test('a message is sent once, and the same command again says what became of it', async () => {
  const order = ['+55 11 90000-0001', '--text', 'Your order has left', '--key', 'order-1', ...NUMBER, '--yes'];
  expect(await send(...order)).toEqual({ code: 0, stderr: '', stdout: 'order-1 is queued, and leaves in a moment.\n' });
  await sent(1);
  expect(await send(...order)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^order-1 was sent as \S+\.\n$/),
  });
  expect(JSON.parse((await send(...order, '--json')).stdout)).toMatchObject({ key: 'order-1', state: 'sent' });
  expect(sentTo(ANA)).toEqual(['Your order has left']);
});

test('a template goes out with its variables, and a file with its caption', async () => {
  const template = ['--template', 'tpl_order', '--variable', 'name=Ana', 'link=https://x.example/?a=b'];
  await send(BIA, ...template, '--key', 't', '--reference', 'campaign', ...NUMBER, '--yes');
  const file = ['--media', 'https://x.example/menu.pdf', '--type', 'document', '--caption', 'Menu'];
  await send(BIA, ...file, '--key', 'm', ...NUMBER, '--yes');
  await sent(3);
  const bodies = vendor.sends.filter(({ body }) => body.destinationNumber === BIA).map(({ body }) => body);
  expect(bodies).toMatchObject([
    { templateId: 'tpl_order', variables: { name: 'Ana', link: 'https://x.example/?a=b' } },
    { media: 'https://x.example/menu.pdf', mediaType: 'document', caption: 'Menu' },
  ]);
});

test('a refusal of the outbox is printed with its code and reason, and ends with 1', async () => {
  const other = [ANA, '--text', 'Other words', '--key', 'order-1', ...NUMBER, '--yes'];
  expect(await send(...other)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^KEY_REUSED: The key was used for another message/),
  });
  const { code, stdout } = await send(...other, '--json');
  expect({ code, answer: JSON.parse(stdout) }).toMatchObject({ code: 1, answer: { refused: { code: 'KEY_REUSED' } } });
  const unknown = [ANA, '--text', 'Hi', '--key', 'nowhere', '--yes'];
  expect(await send(...unknown)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^NUMBER_NEEDED: number: /) });
});

test('what is for a date waits, is listed, moves, and leaves when it is due', async () => {
  const later = [ANA, '--text', 'Tomorrow', '--key', 'later-1', ...NUMBER, '--yes'];
  const first = await send(...later, '--at', '20h');
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^later-1 is scheduled for .* UTC\.\n$/) });
  await scheduled(1);
  expect((await send(...later, '--at', '30h', '--json')).code).toBe(0);
  await scheduled(2);
  const { sends } = await list('--state', 'scheduled');
  expect(sends).toMatchObject([{ key: 'later-1', by: 'outbox', contact: '+55…0001' }]);
  expect(Date.parse(sends[0].at) - Date.now()).toBeGreaterThan(29 * 3_600_000);
  expect((await send('due', '--within', '25h')).code).toBe(0);
  expect((await list('--state', 'scheduled')).found).toBe(1);
  expect(await send('due', '--within', '2d')).toMatchObject({ stdout: 'What is scheduled within 2d is sent now.\n' });
  await sent(4);
  expect(sentTo(ANA)).toEqual(['Your order has left', 'Tomorrow']);
});

test('what waits can be cancelled, and what was sent cannot', async () => {
  await send(ANA, '--text', 'Never', '--key', 'never', '--at', '1h', ...NUMBER, '--yes');
  await scheduled(3);
  expect(await send('cancel', 'never', '--dry-run')).toMatchObject({ code: 0, stdout: 'never would be cancelled.\n' });
  expect(await send('cancel', 'never')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes to cancel') });
  expect(await send('cancel', 'never', '--yes')).toMatchObject({ code: 0, stdout: 'never is cancelled.\n' });
  expect(await send('cancel', 'order-1', '--dry-run')).toMatchObject({
    stdout: 'order-1 is sent: nothing to cancel.\n',
  });
  const late = await send('cancel', 'order-1', '--yes');
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('too late to cancel') });
  expect(await send('cancel', 'nobody', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^KEY_UNKNOWN/),
  });
  await send('due', '--within', '2h');
  expect((await list('--state', 'cancelled')).sends).toMatchObject([{ key: 'never' }]);
  expect(sentTo(ANA)).not.toContain('Never');
});

test('the list has what the bot sends later as well, the latest first, and nothing of its content', async () => {
  await app.post(received({ from: BIA, content: 'dentist', id: 'r-1', messageId: 'r-1' }));
  await scheduled(4);
  const { code, stdout, stderr } = await send('list');
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}scheduled {2}bot {5}\+55…0002 {2}visit$/);
  expect(lines.at(-1)).toMatch(/ {2}sent {7}outbox {2}[0-9a-f]{8} {2}order-1$/);
  expect(stdout).not.toMatch(/dentist|order has left/);
  expect(stderr).toMatch(/^6 messages; \d+ records were read/);
  expect((await send('list', '--limit', '2')).stderr).toMatch(/^6 messages, the latest 2 are shown/);
});

test('what a schedule could not put on its queue is listed, counted and put back like any dead letter', async () => {
  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs } = app.ready;
  const run = (...args: string[]) => pilotInside([...args, '--local'], { LOCAL_STATE_FILE: app.stateFile });
  await send(BIA, '--text', 'Better late', '--key', 'late', '--at', '1h', ...NUMBER, '--yes');
  const [{ id, revision }] = (await scheduled(5)).slice(-1).map(({ id, event }) => ({
    id: String(id),
    revision: Number.parseInt(String(event).replace('#send.', ''), 36),
  })) as [{ id: string; revision: number }];
  const job = dueJob({ id, revision, conversation: 'c' });
  const sqs = new SQSClient({ endpoint, region, credentials });
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: outputs.ScheduleDeadLettersUrl,
      MessageBody: JSON.stringify({ QueueUrl: outputs.RepliesQueueUrl, ...messageEntry(job) }),
      MessageAttributes: {
        ERROR_CODE: attribute('AccessDenied'),
        ERROR_MESSAGE: attribute('It may not'),
        SCHEDULE_ARN: attribute('arn:aws:scheduler:…'),
      },
    }),
  );
  sqs.destroy();
  expect((await run('status', '--vendor-url', 'http://127.0.0.1:1')).stdout).toMatch(
    /✗ replies {3}1 in the dead-letter queue/,
  );
  const listed = await run('dlq', 'list', '--queue', 'replies');
  expect(listed.stdout).toMatch(
    /^replies .*#send\.\w+ {2}send#\S+ {2}The schedule could not .*AccessDenied: It may not$/m,
  );
  const put = await run('dlq', 'redrive');
  expect(put).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^went back: replies /),
    stderr: expect.stringContaining('npm run pilot -- send list --local'),
  });
  await app.waitFor(({ step, id: sentId }) => step === 'sent' && sentId === id);
  expect(sentTo(BIA)).toContain('Better late');
  expect((await run('dlq', 'list')).stdout).toBe('');
});

test('a stack without an outbox says to deploy, and AWS sends nothing early', async () => {
  const aws = await cloudFormation({ name: 'pilot-status-prod', stackId: 'arn:x/y/z', outputs: {} });
  const keys = { AWS_REGION: 'sa-east-1', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' };
  const env = { ...keys, AWS_ENDPOINT_URL_CLOUDFORMATION: aws.url };
  const ended = await pilotInside(['send', ANA, '--text', 'Hi', '--key', 'k', '--yes'], env);
  await aws.stop();
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/no output OutboxArn.*cdk deploy/) });
  expect(await pilotInside(['send', 'due', '--within', '2d'], env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('add --local'),
  });
});
