import { NUMBER_KEY, startUnconnected, type Unconnected } from '../support/unconnected.ts';

let stack: Unconnected;

beforeAll(async () => {
  stack = await startUnconnected();
  await stack.pilot(['connect'], NUMBER_KEY);
});
afterAll(() => stack.stop());

test('url prints the complete URL and nothing else', async () => {
  expect(await stack.pilot(['url'])).toEqual({ code: 0, stdout: `${stack.app.ready.webhookUrl}\n`, stderr: '' });
});

test('a paused webhook delivers nothing until it is resumed', async () => {
  const write = (text: string) => stack.vendor('POST', '/simulator/messages', { from: '+5511999999999', text });
  const paused = await stack.pilot(['pause']);
  expect(paused).toMatchObject({ code: 0, stdout: expect.stringContaining('is paused; it was active') });
  expect(await stack.webhooks()).toMatchObject([{ active: false }]);
  await write('while paused');
  expect(await stack.pilot(['pause'])).toMatchObject({ code: 0, stdout: expect.stringContaining('paused already') });

  const resumed = await stack.pilot(['resume', '--json']);
  expect(JSON.parse(resumed.stdout).steps).toMatchObject([{ step: 'webhook', state: 'done' }]);
  await write('after the pause');
  await stack.app.waitFor(({ step }) => step === 'sent');
  const received = stack.app.steps.filter(({ step, event }) => step === 'accepted' && event === 'message.received');
  expect(received).toHaveLength(1);
});

test('the local cloud says that it cannot stop its workers', async () => {
  expect(await stack.pilot(['pause', '--processing'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cannot stop its workers'),
  });
});
