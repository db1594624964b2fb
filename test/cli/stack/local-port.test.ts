import { Command } from 'commander';
import { pilotProgram } from '../../../cli/program.ts';
import { withTarget } from '../../../cli/stack/target.ts';
import { pilotInside } from '../../support/pilot.ts';
import { quietTerminal } from '../../support/terminal.ts';

const PHONE = '5511999999999';

/** What a command with an optional argument makes of a command line. */
function parse(words: string[]) {
  let given: string | undefined;
  const command = withTarget(new Command('any').argument('[what]').option('--text <text>'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .action((what) => {
      given = what;
    });
  command.parse(words, { from: 'user' });
  return { given, local: command.opts().local };
}

test.each([
  [[], undefined, undefined],
  [['--local'], undefined, true],
  [['--local', '3001'], undefined, 3001],
  [['--local=3001'], undefined, 3001],
  [['--local=3001', PHONE], PHONE, 3001],
  [['--local', '3001', PHONE], PHONE, 3001],
  [[PHONE, '--local'], PHONE, true],
  [[PHONE, '--local', '3001'], PHONE, 3001],
  [['--local', PHONE], PHONE, true],
  [['--local', '+55 11 99999-9999'], '+55 11 99999-9999', true],
  [['--local', 'message.received', '--text', 'Hi'], 'message.received', true],
  [['--local', '--text', 'Hi', 'message.received'], 'message.received', true],
  [['--local', '--', '3001'], '3001', true],
  [['--', '--local'], '--local', undefined],
])('%j has the argument %j and the local cloud %j', (words, given, local) => {
  expect(parse(words)).toEqual({ given, local });
});

test.each(['0', '65536', '99999', 'abc', '3001x', '-1'])('--local=%s is no port', (port) => {
  expect(() => parse([`--local=${port}`])).toThrow(/'--local \[port\]' argument .* Allowed is a port from 1 to 65535/);
});

const program = pilotProgram({
  terminal: quietTerminal(),
  env: {},
  now: Date.now,
  askSecret: async () => '',
  isShown: false,
});
const commandsOf = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap((below) => commandsOf(below as Command)),
];
const pathOf = (command: Command): string[] =>
  command.parent?.parent ? [...pathOf(command.parent), command.name()] : [command.name()];
const withArgument = commandsOf(program)
  .filter(
    ({ options, registeredArguments }) => options.some(({ long }) => long === '--local') && registeredArguments[0],
  )
  .map((command) => pathOf(command).join(' '));

test('the commands with an argument are known', () => {
  expect(withArgument).toEqual([
    ...['contact show', 'contact release', 'contact opt-in', 'contact opt-out', 'contact reset'],
    'forget',
    'secret set',
    'send',
    'send cancel',
    'send-event',
    'rotate',
    'dlq show',
    'events show',
    'replay',
  ]);
});

test.each(withArgument)('%s takes the word after --local for its argument, unless it is a port', async (path) => {
  const env = { LOCAL_STATE_FILE: '/nonexistent/state.json' };
  const run = (...words: string[]) => pilotInside([...path.split(' '), ...words], env);
  const [argument = ''] = path === 'rotate' ? ['token'] : [path === 'send-event' ? 'message.received' : PHONE];
  const extra = path === 'forget' || path.startsWith('contact') ? ['--yes'] : [];
  const missing = await run('--local', '3001', ...extra);
  expect(missing).toMatchObject({ code: 2 });
  for (const words of [
    ['--local', argument],
    ['--local=3001', argument],
    ['--local', '3001', argument],
  ]) {
    const { code, stderr } = await run(...words, ...extra);
    expect({ code, stderr }).not.toMatchObject({ stderr: expect.stringMatching(/argument/) });
  }
});
