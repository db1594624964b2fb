import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { pilotProgram } from '../../cli/program.ts';
import { commandOn } from '../../cli/stack/command-on.ts';
import { template } from '../support/stack.ts';
import { quietTerminal } from '../support/terminal.ts';

const ROOT = join(import.meta.dirname, '..', '..');

function newProgram(): Command {
  return pilotProgram({ terminal: quietTerminal(), env: {}, now: () => 0, askSecret: async () => '', isShown: false });
}

/** Why a command line could not be given; undefined when it could. A word in capitals stands for any. */
function complaint(line: string): string | undefined {
  const words: string[] = (line.match(/"[^"]*"|\S+/g) ?? []).filter((word) => word !== '--help');
  // An option may be named without its value.
  if (words.at(-1)?.startsWith('--')) words.push('X');
  let command = newProgram();
  while (command.commands.length > 0) {
    const [name = ''] = words;
    const found = command.commands.find((child) => child.name() === name);
    // A group of commands with an action of its own is a command as well, and may take an argument.
    const isOwn = name === '' || name.startsWith('-') || command.registeredArguments.length > 0;
    if (found === undefined && isOwn && command.parent) break;
    if (found === undefined) return `no command ${name}`;
    words.shift();
    command = found;
  }
  const { operands, unknown } = command.exitOverride().parseOptions(words);
  if (unknown.length > 0) return `${command.name()} has no option ${unknown[0]}`;
  const [choices, first] = [command.registeredArguments[0]?.argChoices, operands[0]];
  const isAllowed = first === undefined || choices === undefined || /^[A-Z]+$/.test(first) || choices.includes(first);
  return isAllowed ? undefined : `${command.name()} takes no ${first}`;
}

const commandsIn = (text: string): string[] =>
  [...text.matchAll(/npm run (?:-s )?pilot -- ([^`'\n|<>#\\]+)/g)].map(([, line = '']) => line.trim());

/** What is put into a template is a word of its own, or options that the user gave. */
const withoutPlaceholders = (code: string) =>
  code.replace(/(?<=[ (])\$\{[\w.]+\}/g, 'X').replace(/\$\{[\w.]+(\(\w*\))?\}/g, '');

/** The files of a folder and the folders in it, by their paths in the repository. */
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
    .sort();
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** A command line that is made to be shown, and no command that is added to the program. */
const PRINTED = /(?<!(?:program|contact|dlq|events|secret|send)\.)\bcommand\(\s*['`]([^'`$]+)/g;

const NAMES = newProgram().commands.map((command) => command.name());
const SHORT = new RegExp(`\`((?:${NAMES.join('|')})(?: [^\`\\n|<]+)?)\``, 'g');

describe('a command that somebody is asked to run exists, with these options', () => {
  test.each(['README.md', 'README.pt-BR.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesIn('docs', '.md')])(
    'in %s',
    (file) => {
      const lines = commandsIn(read(file)).filter((line) => line !== 'COMMAND');
      expect(lines.flatMap((line) => complaint(line) ?? [])).toEqual([]);
    },
  );

  test.each(['docs/cli.md', 'docs/operations.md', 'docs/pt-BR/operations.md'])('in the short form of %s', (file) => {
    const lines = [...read(file).matchAll(SHORT)].map(([, line = '']) => line);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.flatMap((line) => complaint(line) ?? [])).toEqual([]);
  });

  test('in what commands print', () => {
    const code = filesIn('cli', '.ts').map(read).map(withoutPlaceholders).join('\n');
    const printed = [...code.matchAll(PRINTED)].map(([, line = '']) => line);
    expect(printed.length).toBeGreaterThan(25);
    expect(printed.flatMap((line) => complaint(line) ?? [])).toEqual([]);
  });

  test('in what commands print: there is one place that writes a command line, so that each names its stack', () => {
    const writers = filesIn('cli', '.ts').filter((file) => /['"`].*npm run pilot -- /.test(read(file)));
    expect(writers).toEqual([]);
    expect(commandOn({ stage: 'prod', local: true })('status')).toBe('npm run pilot -- status --local');
    expect(commandOn({ stage: 'staging', region: 'sa-east-1' })('dlq list')).toBe(
      'npm run pilot -- dlq list --stage staging --region sa-east-1',
    );
  });

  test('in the texts of the alarms', () => {
    const alarms = Object.values(
      template({ stage: 'staging', reconcileMinutes: 15 }).findResources('AWS::CloudWatch::Alarm'),
    );
    const lines = alarms.flatMap(({ Properties }) => commandsIn(Properties.AlarmDescription));
    expect(lines.length).toBeGreaterThanOrEqual(alarms.length);
    expect(lines.flatMap((line) => complaint(line) ?? [])).toEqual([]);
  });
});

test.each([
  ['dlq repair', 'no command repair'],
  ['status --colour', 'status has no option --colour'],
  ['rotate everything', 'rotate takes no everything'],
])('what does not exist is found: %s', (line, why) => {
  expect(complaint(line)).toBe(why);
});
