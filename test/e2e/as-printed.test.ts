import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatusFinding } from '../../cli/status/finding.ts';
import { type DeadLetters, deadLettersOf } from '../support/dead-letters.ts';
import { pilotInside } from '../support/pilot.ts';
import { printedCommands, runLine, runLineInside } from '../support/printed-commands.ts';
import { received } from '../support/samples.ts';
import { NUMBER_KEY, startUnconnected, type Unconnected } from '../support/unconnected.ts';

const KEY_SECRET = JSON.stringify({ cmm0abc123: NUMBER_KEY });

let stack: Unconnected;
let deadLetters: DeadLetters;
let folder: string;
let env: Record<string, string>;
let token: string;

beforeAll(async () => {
  stack = await startUnconnected();
  deadLetters = deadLettersOf(stack.app);
  // A shell splits the names of such a folder.
  folder = await mkdtemp(join(tmpdir(), "dead letters of Ana's "));
  env = { LOCAL_STATE_FILE: stack.app.stateFile };
  token = stack.app.ready.webhookUrl.split('/').at(-1) ?? '';
});
afterAll(async () => {
  deadLetters.close();
  await stack.stop();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => pilotInside([...args, '--local'], env);

/** The only command in what was printed. */
function commandIn(text: string): string {
  const [line, ...others] = printedCommands(text);
  expect(others).toEqual([]);
  return `${line}`;
}

async function status(): Promise<StatusFinding[]> {
  return JSON.parse((await run('status', '--json')).stdout).findings;
}

const webhookPath = async () => `/v1/webhooks/${(await stack.webhooks())[0]?.id}`;

test('without a key the command that stores one is printed, and stores it', async () => {
  const { code, stderr } = await run('pause');
  expect(code).toBe(1);
  expect(await runLine(commandIn(stderr), env, NUMBER_KEY)).toMatchObject({ code: 0 });
  expect((await status()).filter(({ level }) => level === 'bad')).toEqual([]);
});

interface Broken {
  check: StatusFinding['check'];
  break(): Promise<unknown>;
  /** What is piped into the command that fixes it. */
  input?: string;
}

const BROKEN: Record<string, Broken> = {
  'a key that was never stored': { check: 'key', break: () => stack.app.setApiKey('{}'), input: NUMBER_KEY },
  'a key that is refused': {
    check: 'key',
    break: () => stack.app.setApiKey(JSON.stringify({ cmm0abc123: 'ps_wrong' })),
    input: NUMBER_KEY,
  },
  'a key of one of several numbers that is refused': {
    check: 'key',
    break: () => stack.app.setApiKey(JSON.stringify({ cmm0abc123: 'ps_wrong', cmm0def456: NUMBER_KEY })),
    input: NUMBER_KEY,
  },
  'a key without its number': { check: 'key', break: () => stack.app.setApiKey(NUMBER_KEY) },
  'a paused webhook': {
    check: 'webhook',
    break: async () => stack.vendor('PATCH', await webhookPath(), { active: false }),
  },
  'a webhook without events': {
    check: 'webhook',
    break: async () => stack.vendor('PATCH', await webhookPath(), { events: [] }),
  },
  'a webhook with a token that is not valid': {
    check: 'webhook',
    break: async () => stack.vendor('PATCH', await webhookPath(), { url: `${stack.app.ready.outputs.HookUrl}/old` }),
  },
  'a webhook that leads elsewhere': {
    check: 'webhook',
    break: async () => stack.vendor('PATCH', await webhookPath(), { url: 'http://127.0.0.1:1/elsewhere' }),
  },
};

describe('the fix of a finding', () => {
  afterEach(() => stack.app.setApiKey(KEY_SECRET));

  test.each(Object.entries(BROKEN))('for %s fixes it as it is printed', async (_name, broken) => {
    await broken.break();
    const isIt = ({ check, level }: StatusFinding) =>
      check === broken.check && (level === 'bad' || level === 'warning');
    const found = (await status()).filter(isIt);
    const fix = `${found[0]?.fix}`;
    expect(await runLineInside(fix, env, broken.input)).toMatchObject({ code: 0 });
    expect((await status()).filter(({ check, fix: left }) => check === broken.check && left === fix)).toEqual([]);
  });

  test.each([
    ['an API key', 'key', () => stack.app.setApiKey(JSON.stringify({ cmm0abc123: [NUMBER_KEY, 'ps_old'] }))],
    ['the token', 'secret', () => stack.app.setWebhookSecret(JSON.stringify({ token, previousToken: 'before' }))],
  ] as const)(
    'for a rotation of %s that is not over does what it says, or says that it is too early',
    async (_what, check, begin) => {
      await begin();
      const fix = (await status()).find((finding) => finding.check === check)?.fix;
      expect(await runLineInside(`${fix}`, env)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('It is too early'),
      });
      expect(await runLineInside(`${fix} --now`, env)).toMatchObject({ code: 0 });
      expect((await status()).find((finding) => finding.check === check)?.level).toBe('ok');
    },
  );

  test('for a delivery that failed looks for what is missing', async () => {
    // Another token in the stack would not do: a function goes by the secret that it read for five minutes.
    const ours = (await stack.webhooks()).find(({ url }) => url === stack.app.ready.webhookUrl);
    const pointTo = (url: string) => stack.vendor('PATCH', `/v1/webhooks/${ours?.id}`, { url });
    await pointTo(`${stack.app.ready.outputs.HookUrl}/another`);
    await stack.vendor('POST', '/simulator/messages', { from: '+5511999999999', text: 'Hi' });
    const failed = async () => (await status()).find(({ check, level }) => check === 'delivery' && level !== 'ok');
    while ((await failed()) === undefined);
    await pointTo(stack.app.ready.webhookUrl);
    expect(await runLineInside(`${(await failed())?.fix}`, env)).toMatchObject({ code: 0 });
  });

  test('for dead letters lists them', async () => {
    await deadLetters.park(received({ id: 'ana-1', messageId: 'in-1' }), 'The bot failed');
    const { fix } = (await status()).find(({ check, level }) => check === 'events' && level === 'bad') as StatusFinding;
    expect(await runLineInside(`${fix}`, env)).toMatchObject({ code: 0, stdout: expect.stringContaining('ana-1') });
  });
});

test('what a drop prints puts the messages back, whatever its file is called, and that prints how to follow them', async () => {
  const dropped = await run('dlq', 'drop', '--to', join(folder, 'dropped.jsonl'), '--yes');
  const replayed = await runLineInside(commandIn(dropped.stdout), env);
  expect(replayed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^put back/m) });
  await stack.app.waitFor(({ step, id }) => step === 'sent' && id === 'ana-1');
  expect(await runLineInside(commandIn(replayed.stderr), env)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('ana-1'),
  });
});

test('what a redrive prints follows what it put back, whatever the id of the event', async () => {
  const id = '$(false)';
  await deadLetters.park(received({ id, messageId: 'in-2' }), 'The bot failed');
  const { stderr } = await run('dlq', 'redrive');
  await stack.app.waitFor((step) => step.step === 'sent' && step.id === id);
  expect(await runLineInside(commandIn(stderr), env)).toMatchObject({ code: 0, stdout: expect.stringContaining(id) });
});

test('the URL that is to be pasted is printed', async () => {
  const ended = await runLine('npm run -s pilot -- url --local', env);
  expect(ended).toMatchObject({ code: 0, stdout: `${stack.app.ready.webhookUrl}\n` });
});
