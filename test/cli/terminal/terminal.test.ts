import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openTerminal } from '../../../cli/terminal/terminal.ts';

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

/** Reads all lines, and does something else after one of them. */
async function read(lines: AsyncIterable<string>, last?: string, then?: () => unknown): Promise<string[]> {
  const seen: string[] = [];
  for await (const line of lines) {
    seen.push(line);
    if (line === last) then?.();
  }
  return seen;
}

test('lines that are piped in come without a prompt, the last one even without its end', async () => {
  const { stdin, terminal, printed } = open(false);
  stdin.end('one\ntwo\n\nthree');
  expect(await read(terminal.lines('you> '))).toEqual(['one', 'two', '', 'three']);
  expect(await printed()).toEqual(['', '']);
});

test('a person is prompted for each line, until Ctrl-C', async () => {
  const { stdin, terminal, printed } = open(true);
  stdin.write('one\ntwo\n');
  expect(await read(terminal.lines('you> '), 'two', () => stdin.write('\u0003'))).toEqual(['one', 'two']);
  const [, shown] = await printed();
  expect(shown.split('you> ').length).toBeGreaterThan(2);
  expect(shown.endsWith('\n')).toBe(true);
});

test('a reader who has enough leaves the input free', async () => {
  const { stdin, terminal } = open(true);
  stdin.write('one\ntwo\n');
  for await (const _line of terminal.lines('you> ')) break;
  expect(stdin.isPaused()).toBe(true);
});
