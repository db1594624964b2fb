import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openTerminal } from '../../cli/terminal.ts';

function open(isTTY: boolean, env: NodeJS.ProcessEnv = {}) {
  const stream = () => Object.assign(new PassThrough(), { isTTY });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const terminal = openTerminal({ stdin, stdout, stderr, env } as unknown as NodeJS.Process);
  const printed = (): Promise<[string, string]> => {
    stdout.end();
    stderr.end();
    return Promise.all([text(stdout), text(stderr)]);
  };
  return { stdin, terminal, printed };
}

test.each([
  ['y', true],
  ['YES', true],
  ['', false],
  ['n', false],
  ['yesterday', false],
])('the answer %j is %j', async (answer, meant) => {
  const { stdin, terminal, printed } = open(true);
  const confirmed = terminal.confirm('Sure?');
  stdin.write(`${answer}\n`);
  expect(await confirmed).toBe(meant);
  expect(await printed()).toEqual(['', expect.stringContaining('Sure? [y/N]')]);
});

test('an input that ends is a no', async () => {
  const { stdin, terminal } = open(true);
  const confirmed = terminal.confirm('Sure?');
  stdin.end();
  expect(await confirmed).toBe(false);
});

test('colour and progress are for a terminal', async () => {
  const piped = open(false);
  expect(piped.terminal.interactive).toBe(false);
  expect(piped.terminal.paint('text', 'bold')).toBe('text');
  piped.terminal.progress('5 of 10');
  piped.terminal.print('done');
  expect(await piped.printed()).toEqual(['done\n', '']);

  const watched = open(true);
  expect(watched.terminal.interactive).toBe(true);
  watched.terminal.progress('5 of 10');
  expect(await watched.printed()).toEqual(['', expect.stringContaining('5 of 10')]);
});

test('NO_COLOR forbids colour', () => {
  expect(open(true, { NO_COLOR: '1' }).terminal.paint('text', 'bold')).toBe('text');
});
