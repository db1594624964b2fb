import { cloudFormation } from '../support/cloudformation.ts';
import { type Ended, pilot, pilotInside } from '../support/pilot.ts';

const NOBODY = '+5511999999999';
const KEYS = { AWS_REGION: 'sa-east-1', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' };

/** That a command failed with one line. */
function expectLine({ code, stdout, stderr }: Ended, exitCode: number, line: RegExp): void {
  expect({ code, stdout, stderr }).toEqual({ code: exitCode, stdout: '', stderr: expect.stringMatching(line) });
  expect(stderr.trim().split('\n')).toHaveLength(1);
}

test('--help names every command, and says how a command can end', async () => {
  const { code, stdout } = await pilot(['--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/bot .*\[file\]/);
  expect(stdout).toMatch(/forget .*<phone>/);
  for (const name of [
    'connect',
    'status',
    'url',
    'pause',
    'resume',
    'send',
    'send-event',
    'rotate',
    'dlq',
    'events',
    'logs',
    'reconcile',
    'replay',
  ]) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  }
  expect(stdout).toContain('Exit codes: 0 done, 1 failed, 2 ');
});

test('without a command the help is shown, and that is a mistake in the command line', async () => {
  expect(await pilot([])).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: npm run pilot --') });
});

test.each([
  ['an unknown command', ['remember'], /unknown command 'remember'/],
  ['a missing argument', ['forget'], /missing required argument 'phone'/],
  ['an unknown option', ['forget', NOBODY, '--now'], /unknown option '--now'/],
  [
    'two targets',
    ['forget', NOBODY, '--local', '--stage', 'x'],
    /'--local \[port\]' cannot be used with option '--stage/,
  ],
  ['what is not a phone number', ['forget', 'ana', '--yes'], /not a phone number: write it with its country code/],
  ['a search with no time', ['events', '--since', 'soon'], /soon is not a time/],
  ['a rate of nothing', ['dlq', 'redrive', '--per-second', '0'], /not a rate: give a whole number/],
  ['nothing to replay', ['replay'], /Give a file, or --dead-letter/],
  ['a message without a key', ['send', NOBODY, '--text', 'Hi'], /Give --key with a name of your own/],
  ['nobody to ask', ['forget', NOBODY, '--local'], /pass --yes to erase, or --dry-run/],
])('%s ends with 2', async (_what, args, line) => {
  expectLine(await pilotInside(args), 2, line);
});

describe('what cannot be done ends with 1 and says what to do', () => {
  test('no local cloud', async () => {
    const env = { LOCAL_STATE_FILE: '/nonexistent/state.json' };
    expectLine(await pilot(['forget', NOBODY, '--local', '--yes'], env), 1, /No local cloud is running.*npm start/);
  });

  test('no log of the local cloud', async () => {
    const env = { LOCAL_STATE_FILE: '/nonexistent/state.json' };
    expectLine(await pilotInside(['logs', '--local'], env), 1, /No local cloud is running/);
  });

  test('no region', async () => {
    expectLine(await pilotInside(['forget', NOBODY, '--yes']), 1, /No AWS region is set: give --region/);
  });

  test('no credentials', async () => {
    const ended = await pilot(['forget', NOBODY, '--yes', '--region', 'sa-east-1']);
    expectLine(ended, 1, /No AWS credentials were found: sign in/);
  });

  test('no such stack', async () => {
    const aws = await cloudFormation({ name: 'pilot-status-prod', stackId: 'arn:x/y/z', outputs: {} });
    const env = { ...KEYS, AWS_ENDPOINT_URL_CLOUDFORMATION: aws.url };
    const ended = await pilotInside(['forget', NOBODY, '--yes', '--stage', 'staging'], env);
    const unfinished = await pilotInside(['forget', NOBODY, '--yes'], env);
    await aws.stop();
    expectLine(ended, 1, /no stack pilot-status-staging in sa-east-1: deploy it first/);
    expectLine(unfinished, 1, /pilot-status-prod in sa-east-1 has no output LedgerTable/);
  });

  test('an AWS that cannot be reached', async () => {
    const env = { ...KEYS, AWS_MAX_ATTEMPTS: '1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    expectLine(await pilotInside(['forget', NOBODY, '--yes'], env), 1, /cannot be reached/);
  });
});
