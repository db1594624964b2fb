import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pilot } from '../../support/pilot.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'my bots '));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a file with this code. */
async function file(name: string, code: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, code);
  return path;
}

/** Pipes these lines into `npm run pilot -- bot`. */
function pipe(lines: string[], ...args: string[]) {
  return pilot(['bot', ...args], {}, lines.map((line) => `${line}\n`).join(''));
}

test('a conversation that is piped in comes out with what was said on both sides', async () => {
  const order = ['oi', '1', 'média', 'Rua das Flores, 10', '/memory', 'sim'];
  const { code, stdout, stderr } = await pipe(order, 'examples/menu.ts');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`\
you> oi
bot> Olá!
bot> O que você deseja?
     1. Pedir uma pizza
     2. Ver o horário
     3. Falar com um atendente
     (remembers {"asked":"menu"})
you> 1
bot> Qual o tamanho?
     1. pequena, R$ 35
     2. média, R$ 45
     3. grande, R$ 55
     (remembers {"asked":"size"})
you> média
bot> Qual o endereço de entrega?
     (remembers {"asked":"address","size":"média"})
you> Rua das Flores, 10
bot> Pizza média, R$ 45, para Rua das Flores, 10. Confirma? (sim ou não)
     (remembers {"asked":"confirm","size":"média","address":"Rua das Flores, 10"})
you> /memory
{
  "asked": "confirm",
  "size": "média",
  "address": "Rua das Flores, 10"
}
you> sim
bot> Pedido anotado! Chega em uns 40 minutos.
     (forgets)
`);
});

test('--json prints each action as a line, and nothing else', async () => {
  const { code, stdout } = await pipe(['/name Ana', 'oi', 'atendente'], '--json', 'examples/menu.ts');
  expect(code).toBe(0);
  const actions = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(actions).toEqual([
    { kind: 'send', content: { text: 'Olá, Ana!' } },
    { kind: 'send', content: { text: expect.stringContaining('O que você deseja?') } },
    { kind: 'remember', memory: { asked: 'menu' } },
    { kind: 'send', content: { text: 'Certo, já vou chamar uma pessoa para falar com você.' } },
    { kind: 'remember' },
    { kind: 'hand-over' },
  ]);
});

test('without a file it is the bot of the app', async () => {
  await file('package.json', '{"type":"module"}');
  await mkdir(join(folder, 'lambdas'));
  await file('lambdas/bot.ts', "export default { onMessage: (): string => 'The bot of the app' };");
  const { code, stdout } = await pilot(['bot'], {}, 'Hi\n/quit\nHi again\n', folder);
  expect(code).toBe(0);
  expect(stdout).toBe('you> Hi\nbot> The bot of the app\nyou> /quit\n');
});

test('a bot that throws ends with 1, and is reported by its own lines', async () => {
  const path = await file(
    'throws.mts',
    'interface Gone { a: string }\n\nexport default {\n  onMessage(): Gone {\n    throw new Error("no pizza");\n  },\n};\n',
  );
  const { code, stdout, stderr } = await pipe(['Hi', 'Hi again'], path);
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'you> Hi\n' });
  expect(stderr).toMatch(/^The bot failed: Error: no pizza\n +at .*throws\.mts:5:11\)\n$/);
});

test('a file that cannot be run ends with 1, and names the place', async () => {
  const { code, stderr } = await pipe(['Hi'], await file('broken.mts', 'export default {{'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/broken\.m?ts:1:16: ERROR/);
});

test('a bot is reloaded when a file that it imports has changed', async () => {
  await file('word.mts', "export const word: string = 'one';");
  const path = await file(
    'changes.mts',
    `import { writeFileSync } from 'node:fs';
    import { word } from './word.mts';
    export default {
      onMessage() {
        writeFileSync(new URL('./word.mts', import.meta.url), "export const word: string = 'two';");
        return word;
      },
    };`,
  );
  const { stdout, stderr } = await pipe(['Hi', 'Hi'], path);
  expect(stdout).toBe('you> Hi\nbot> one\nyou> Hi\nbot> two\n');
  expect(stderr).toBe('(the bot has changed and was reloaded)\n');
});

test.each([
  ['a file that does not exist', 'nowhere.mts', undefined, /^There is no file .*nowhere\.mts\n$/],
  ['a folder', '.', undefined, /^There is no file .+\n$/],
  ['a file without a bot', 'empty.mts', 'export const bot = {};', /^.*empty\.mts exports no bot: it needs .*\n$/],
])('%s ends with 2 and one line', async (_what, name, code, line) => {
  const path = code === undefined ? join(folder, name) : await file(name, code);
  expect(await pipe(['Hi'], path)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(line) });
});

test('a command that does not exist ends with 2', async () => {
  const { code, stderr } = await pipe(['/nothing'], 'examples/menu.ts');
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'There is no /nothing: /help lists the commands\n' });
});
