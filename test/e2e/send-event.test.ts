import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';
import { newSigningSecret } from '../../local/simulator/sign.ts';
import { synthesizeApp } from '../support/assembly.ts';
import { SIGNED } from '../support/schemes.ts';
import { NUMBER_KEY, startUnconnected, type Unconnected } from '../support/unconnected.ts';

let stack: Unconnected;

// A stack that asks for token and signature: what it takes is signed right.
beforeAll(async () => {
  stack = await startUnconnected(await synthesizeApp(SIGNED));
  const token = stack.app.ready.webhookUrl.split('/').at(-1);
  await stack.app.setWebhookSecret(
    JSON.stringify({ token, signingSecret: newSigningSecret({ secretEncoding: 'base64' } as never) }),
  );
  await stack.app.setApiKey(NUMBER_KEY);
}, 60_000);
afterAll(() => stack.stop());

test('a message is followed from the endpoint to the reply', async () => {
  const args = ['send-event', 'message.received', '--from', '+5511977776666', '--text', 'Oi', '--id', 'followed'];
  const { code, stdout, stderr } = await stack.pilot([...args, '--follow', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout).steps).toEqual([
    { step: 'endpoint', state: 'done', text: '200 {}' },
    {
      step: 'event',
      state: 'done',
      text: expect.stringMatching(/^message\.received followed is answered, after \d+ ms$/),
    },
    { step: 'reply', state: 'done', text: 'sent' },
  ]);
});

test('a file is posted byte for byte', async () => {
  const file = join(tmpdir(), `event-${process.pid}.json`);
  await writeFile(file, '{ "event": "number.recovered",  "data": {"id": "n1"} }\n');
  const { code, stdout } = await stack.pilot(['send-event', '--file', file, '--follow']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/number\.recovered sha256:[0-9a-f]{64} is recorded/);
});

test.each([
  [['send-event', 'message.lost'], /no event "message\.lost"; choose from message\.sent, /],
  [['send-event'], /either the name of an event or --file/],
  [['send-event', 'calls', '--from', 'ana'], /not a phone number/],
])('%j is a mistake in the command line', async (args, line) => {
  expect(await stack.pilot(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(line) });
});

test('the help names every event', async () => {
  const { stdout } = await stack.pilot(['send-event', '--help']);
  for (const name of EVENT_NAMES) expect(stdout).toContain(name);
});
