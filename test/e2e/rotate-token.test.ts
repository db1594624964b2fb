import { Command } from 'commander';
import { addRotate } from '../../cli/rotate/command.ts';
import { quietTerminal } from '../support/terminal.ts';
import { NUMBER_KEY, startUnconnected, type Unconnected } from '../support/unconnected.ts';

let stack: Unconnected;

beforeAll(async () => {
  stack = await startUnconnected();
  await stack.app.setApiKey(NUMBER_KEY);
  const { webhookUrl: url } = stack.app.ready;
  await stack.vendor('POST', '/v1/webhooks', { url, name: 'ours', events: ['*'] });
});
afterAll(() => stack.stop());

/** Runs the command; no function has read the old token yet, so that nobody needs to wait. */
async function rotate(...args: string[]): Promise<string> {
  const terminal = quietTerminal();
  const program = new Command();
  const context = { terminal, env: { LOCAL_STATE_FILE: stack.app.stateFile }, now: Date.now };
  addRotate(program, context, { askSecret: async () => '', sleep: async () => undefined });
  await program.parseAsync(['rotate', 'token', '--local', ...args], { from: 'user' });
  return terminal.printed.join('\n');
}

const deliver = async (url: string) =>
  (await stack.app.post({ event: 'number.recovered', data: { id: url } }, { url })).status;

test('the vendor delivers with the new token, and the old one is let in until the rotation is finished', async () => {
  const { webhookUrl: old } = stack.app.ready;
  const printed = await rotate();
  const { stdout } = await stack.pilot(['url']);
  const url = stdout.trim();
  expect(url).not.toBe(old);
  expect(printed).not.toContain(url.split('/').at(-1));
  expect(await stack.webhooks()).toMatchObject([{ url }]);
  expect([await deliver(url), await deliver(old)]).toEqual([200, 200]);

  expect(await stack.pilot(['rotate', 'token', '--finish'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('too early'),
  });
  expect(await rotate('--finish', '--now')).toContain('the old token is removed');
  expect(await rotate('--finish')).toContain('there is no old token');
  expect(await deliver(url)).toBe(200);
});

test('--now without --finish is a mistake in the command line', async () => {
  expect(await stack.pilot(['rotate', 'token', '--now'])).toMatchObject({ code: 2 });
});
