import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Command } from 'commander';
import { addStatus } from '../../cli/status/command.ts';
import type { StatusFinding } from '../../cli/status/finding.ts';
import { quietTerminal } from '../support/terminal.ts';
import { NUMBER_KEY, startUnconnected, TENANT_KEY, type Unconnected } from '../support/unconnected.ts';

let stack: Unconnected;
let webhookPath: string;

beforeAll(async () => {
  stack = await startUnconnected();
  await stack.pilot(['connect'], NUMBER_KEY);
  webhookPath = `/v1/webhooks/${(await stack.webhooks())[0]?.id}`;
});
afterAll(() => stack.stop());

interface Seen {
  isWell: boolean;
  findings: StatusFinding[];
  bad: Pick<StatusFinding, 'check' | 'what' | 'fix'>[];
}

/** Runs the command, on a clock that is off by so many ms. */
async function status({ offMs = 0, args = [] as string[] } = {}): Promise<Seen> {
  const terminal = quietTerminal();
  const program = new Command();
  addStatus(program, { terminal, env: { LOCAL_STATE_FILE: stack.app.stateFile }, now: () => Date.now() + offMs });
  const ended = program.parseAsync(['status', '--local', '--json', ...args], { from: 'user' });
  const isWell = await ended.then(
    () => true,
    () => false,
  );
  const { ok, findings }: { ok: boolean; findings: StatusFinding[] } = JSON.parse(terminal.printed.join());
  expect(ok).toBe(isWell);
  const bad = findings.filter(({ level }) => level === 'bad');
  return { isWell, findings, bad: bad.map(({ check, what, fix }) => ({ check, what, ...(fix && { fix }) })) };
}

const currentToken = async () => {
  const [webhook] = await stack.webhooks();
  return String(webhook?.url).split('/').at(-1) ?? '';
};

test('all is well', async () => {
  const { isWell, findings } = await status();
  expect(isWell).toBe(true);
  expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual([
    'stack ok',
    'endpoint ok',
    'clock ok',
    'secret ok',
    'key ok',
    'webhook ok',
    'delivery ok',
    'number unchecked',
    'events ok',
    'replies ok',
    'published ok',
    'workers unchecked',
    'alarms unchecked',
  ]);
  expect(JSON.stringify(findings)).not.toContain(NUMBER_KEY);
  expect(JSON.stringify(findings)).not.toContain(await currentToken());
});

describe('the key', () => {
  afterAll(() => stack.app.setApiKey(JSON.stringify({ cmm0abc123: NUMBER_KEY })));

  test.each([
    ['that is missing', ' ', 'no API key is stored'],
    ['of no number', '{}', 'no API key is stored'],
    ['that is wrong', 'ps_wrong', expect.stringContaining('does not accept the API key')],
    ['of the whole account', TENANT_KEY, 'the API key belongs to the whole account and may not send'],
  ])('%s is found', async (_what, key, what) => {
    await stack.app.setApiKey(key);
    const { bad } = await status();
    expect(bad).toEqual([{ check: 'key', what, fix: 'npm run pilot -- connect --local' }]);
  });

  test('of one number that is wrong hides nothing of another', async () => {
    await stack.app.setApiKey(JSON.stringify({ cmm0abc123: NUMBER_KEY, cmm0def456: 'ps_wrong' }));
    const { bad, findings } = await status();
    expect(bad).toEqual([
      {
        check: 'key',
        what: expect.stringMatching(/^cmm0def456: .*does not accept/),
        fix: 'npm run pilot -- connect --number cmm0def456 --local',
      },
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'webhook', level: 'ok' }));
  });
});

test('a vendor that is down is found, and is no fault of the key', async () => {
  const { bad } = await status({ args: ['--vendor-url', 'http://127.0.0.1:1'] });
  expect(bad).toEqual([
    {
      check: 'key',
      what: expect.stringContaining('cannot be reached'),
      fix: expect.stringContaining('Try again later'),
    },
  ]);
});

describe('the webhook', () => {
  const change = (changes: object) => stack.vendor('PATCH', webhookPath, changes);
  let repaired: object;
  beforeAll(async () => {
    const { url, events } = await stack.vendor('GET', webhookPath);
    repaired = { url, events, active: true };
  });
  afterEach(() => change(repaired));

  test('that is paused is found', async () => {
    await change({ active: false });
    expect((await status()).bad).toEqual([
      { check: 'webhook', what: 'the webhook is paused', fix: 'npm run pilot -- resume --local' },
    ]);
  });

  test('whose list of events is empty is found', async () => {
    await change({ events: [] });
    expect((await status()).bad).toEqual([
      { check: 'webhook', what: 'the webhook has no events', fix: 'npm run pilot -- connect --local' },
    ]);
  });

  test('that has the token of before is found', async () => {
    await change({ url: `${stack.app.ready.outputs.HookUrl}/of-before` });
    expect((await status()).bad).toEqual([
      {
        check: 'webhook',
        what: 'the URL of the webhook has a token that is not valid',
        fix: 'npm run pilot -- connect --local',
      },
    ]);
  });

  test('that is gone is found', async () => {
    await change({ url: 'http://127.0.0.1:1/elsewhere' });
    expect((await status()).bad).toMatchObject([{ what: 'Pilot Status has no webhook for this stack' }]);
  });
});

test('a webhook secret without a token is found, and hides nothing of the key', async () => {
  const token = await currentToken();
  await stack.app.setWebhookSecret('{}');
  const { bad, findings } = await status();
  await stack.app.setWebhookSecret(JSON.stringify({ token }));
  expect(bad.map(({ check }) => check)).toEqual(['secret', 'webhook']);
  expect(findings).toContainEqual(expect.objectContaining({ check: 'key', level: 'ok' }));
});

test('a number that is offline is found until it is connected again', async () => {
  const offline = () => stack.vendor('PUT', '/simulator/account', { online: false });
  const told = (event: string) => stack.app.waitFor((step) => step.step === 'recorded' && step.event === event);
  await offline();
  await told('number.disconnected');
  expect((await status()).bad).toMatchObject([{ check: 'number', what: expect.stringContaining('offline') }]);
  await stack.vendor('PUT', '/simulator/account', { online: true });
  await told('number.connected');
  expect((await status()).isWell).toBe(true);
});

test('a clock that is off by an hour is found', async () => {
  const { bad } = await status({ offMs: 60 * 60 * 1000 });
  expect(bad).toMatchObject([{ check: 'clock', what: 'the clock of this computer is 60 minutes ahead' }]);
});

test('a message in a dead-letter queue is found', async () => {
  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs } = stack.app.ready;
  const sqs = new SQSClient({ endpoint, region, credentials });
  const QueueUrl = outputs.EventsDeadLettersUrl;
  const MessageDeduplicationId = randomUUID();
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}', MessageGroupId: '1', MessageDeduplicationId }));
  sqs.destroy();
  expect((await status()).bad).toEqual([
    { check: 'events', what: '1 in the dead-letter queue', fix: 'npm run pilot -- dlq list --local' },
  ]);
});
