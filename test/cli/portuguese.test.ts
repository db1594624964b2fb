import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseSync } from '@swc/core';
import type { Command } from 'commander';
import { pilotProgram } from '../../cli/program.ts';
import { renderFindings } from '../../cli/status/render.ts';
import { stepReport } from '../../cli/terminal/steps.ts';
import { languageOf } from '../../operations/help.ts';
import { say, speak } from '../../operations/say.ts';
import { COMMANDS } from '../../operations/texts/commands.ts';
import { TERMINAL } from '../../operations/texts/terminal.ts';
import { quietTerminal } from '../support/terminal.ts';

const ROOT = join(import.meta.dirname, '..', '..');

beforeAll(() => speak('pt-BR'));
afterAll(() => speak('en'));

const program = () =>
  pilotProgram({ terminal: quietTerminal(), env: {}, now: () => 0, askSecret: async () => '', isShown: false });
const withChildren = (command: Command): Command[] => [command, ...command.commands.flatMap(withChildren)];

/** What stands for a value in a text of a source. */
const VALUE = '§';

/** A node of a syntax tree, as far as it is looked at. */
interface Node {
  type?: string;
  [field: string]: unknown;
}

/** All texts that an expression can be, with a sign for each value in them. */
function textsOf(node: Node): string[] {
  const of = (field: string) => textsOf(node[field] as Node);
  switch (node.type) {
    case 'StringLiteral':
      return [String(node.value)];
    case 'TemplateLiteral': {
      const [head = '', ...tails] = (node.quasis as { cooked: string }[]).map(({ cooked }) => cooked);
      return (node.expressions as Node[]).reduce(
        (all, value, i) => joined(joined(all, textsOf(value)), [tails[i] ?? '']),
        [head],
      );
    }
    case 'BinaryExpression':
      if (node.operator === '+') return joined(of('left'), of('right'));
      return node.operator === '&&' ? ['', ...of('right')] : [VALUE, ...of('right')];
    case 'ConditionalExpression':
      return [...of('consequent'), ...of('alternate')];
    case 'ParenthesisExpression':
      return of('expression');
    default:
      return [VALUE];
  }
}

const joined = (heads: string[], tails: string[]) => heads.flatMap((head) => tails.map((tail) => head + tail));

/** The arguments of calls, and the fields of objects, that hold a text for a person. */
const ARGUMENTS: Record<string, number> = {
  ...{ CommandError: 0, UsageError: 0, ok: 1, unchecked: 1, bad: 0, add: 2, say: 0, note: 0, progress: 0 },
};
const FIELDS = ['what', 'why', 'done', 'not'];

/** Calls back with each node of a syntax tree. */
function walk(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const child of Object.values(node)) if (typeof child === 'object' && child !== null) walk(child as Node, see);
}

const parsed = (file: string) =>
  parseSync(readFileSync(join(ROOT, file), 'utf8'), { syntax: 'typescript', target: 'es2022' }) as unknown as Node;

function textsIn(file: string): string[] {
  const found: string[] = [];
  walk(parsed(file), (node) => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const callee = node.callee as { value?: string; property?: { value?: string } };
      const at = ARGUMENTS[callee.value ?? callee.property?.value ?? ''];
      const argument = at === undefined ? undefined : (node.arguments as { expression: Node }[] | undefined)?.[at];
      if (argument) found.push(...textsOf(argument.expression));
    }
    if (node.type === 'KeyValueProperty' && FIELDS.includes((node.key as { value: string }).value)) {
      found.push(...textsOf(node.value as Node));
    }
  });
  return found.filter((text) => /\p{L}{3}/u.test(text));
}

/** Whether there is a Portuguese text; a value right after a word may be empty. */
const isTranslated = (text: string) => [text, text.replace(/(?<=\p{L})§+/gu, '')].some((one) => say(one) !== one);

/** The folders whose texts are all translated. */
const FOLDERS = [
  'status',
  'connect',
  'contact',
  'events',
  'dlq',
  'inspect',
  'stack',
  'terminal',
  'vendor',
  'pause',
  'secret',
  'send-event',
  'replay',
  'reconcile',
  'logs',
  'rotate',
  'send',
  'forget',
];
const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, 'cli', folder)).map((file) => join('cli', folder, file)),
);

test.each(FILES)('each text of %s for a person has a Portuguese one', (file) => {
  expect(textsIn(file).filter((text) => !isTranslated(text))).toEqual([]);
});

test('texts for a person are found in the sources', () => {
  expect(FILES.flatMap(textsIn).length).toBeGreaterThan(100);
});

/** A text of a source, with any values, as a pattern; undefined where it has hardly a word of its own. */
function shapeOf(text: string): RegExp | undefined {
  if (text.replace(/\P{L}/gu, '').length < 8) return undefined;
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/§+/g, '.*')}$`, 's');
}

test('no text is translated that nobody says any more', () => {
  const files = ['cli', 'local', 'operations'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const sources = files.filter((file) => file.endsWith('.ts') && !file.includes(`${sep}texts${sep}`));
  const code = sources
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n')
    .replace(/['"`] \+\s+['"`]/g, '')
    .replaceAll('\\`', '`');
  const shapes: RegExp[] = [];
  for (const file of sources.filter((file) => file.startsWith('cli'))) {
    walk(parsed(file), (node) => {
      if (node.type === 'TemplateLiteral') shapes.push(...textsOf(node).flatMap((text) => shapeOf(text) ?? []));
    });
  }
  const words = (text: string) => text.split(/\{\w+\}|[\n:;.,()`]+| of /).map((part) => part.trim());
  const isSaid = (text: string) =>
    words(text).every((part) => code.includes(part)) || shapes.some((shape) => shape.test(text));
  expect(Object.keys({ ...TERMINAL, ...COMMANDS }).filter((text) => !isSaid(text))).toEqual([]);
});

test('each command, option and argument is described in Portuguese', () => {
  const described = withChildren(program()).flatMap((command) => [
    command.description(),
    ...command.options.map(({ description }) => description),
    ...command.registeredArguments.map(({ description }) => description),
  ]);
  expect(described.filter((text) => text !== '' && say(text) === text)).toEqual([]);
});

test('the help of a command is Portuguese from its title to its last line', () => {
  const [status] = program().commands.filter((command) => command.name() === 'status');
  let help = '';
  status?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  expect(help).toMatch(/^Uso: npm run pilot -- status[\s\S]*Opções:[\s\S]*mostra a ajuda do comando/);
  expect(help).toMatch(/--stage <name> +o estágio \(stage\) do deploy \(padrão: "prod"\)/);
  expect(help).toContain('Não altera nada.');
  expect(help).toContain('Códigos de saída: 0 feito');
});

test('every command takes --lang', () => {
  const without = withChildren(program()).filter(({ options }) => !options.some(({ long }) => long === '--lang'));
  expect(without.map((command) => command.name())).toEqual([]);
});

test.each<[string, string[], NodeJS.ProcessEnv, string]>([
  ['the option', ['status', '--lang', 'pt'], { LANG: 'en_US.UTF-8' }, 'pt-BR'],
  ['the option in one word', ['status', '--lang=en'], { LANG: 'pt_BR.UTF-8' }, 'en'],
  ['the system', ['status'], { LANG: 'pt_BR.UTF-8' }, 'pt-BR'],
  ['the system, where the option has another', ['status', '--lang', 'fr'], { LC_ALL: 'pt_BR' }, 'pt-BR'],
  ['nothing', ['bot', '--', '--lang', 'pt'], {}, 'en'],
])('the language is that of %s', (_, argv, env, language) => {
  expect(languageOf(argv, env)).toBe(language);
});

test('a finding is read in Portuguese, also that of one number among several', () => {
  const rendered = renderFindings(
    [
      { check: 'number', level: 'bad', what: 'cmm0abc: the number is offline, as Pilot Status last reported' },
      {
        check: 'delivery',
        level: 'warning',
        what: 'the last delivery was 3 days ago; of the last 5 attempts 2 failed (500)',
      },
      { check: 'clock', level: 'unchecked', what: 'look at endpoint first' },
    ],
    (text) => text,
  );
  expect(rendered.split('\n')).toEqual([
    '✗ number    cmm0abc: o número está desconectado, pelo que o Pilot Status informou por último',
    '! delivery  a última entrega foi há 3 dias; das últimas 5 tentativas, 2 falharam (500)',
    '· clock     não verificado: veja endpoint primeiro',
  ]);
});

test('what a program reads stays English', () => {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  for (const json of [true, false]) {
    const report = stepReport(
      { terminal: { ...quietTerminal(), print } },
      { json, target: 'the local cloud', dryRun: false },
    );
    report.add('webhook', 'done', 'created the webhook wh_1');
    report.end();
  }
  expect(JSON.parse(`${printed[0]}`)).toMatchObject({
    target: 'the local cloud',
    steps: [{ text: 'created the webhook wh_1' }],
  });
  expect(printed[1]).toBe('✓ webhook  criou o webhook wh_1');
});
