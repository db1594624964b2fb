import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const PARTS = ['lambdas', 'testing', 'package.json', 'tsconfig.json', 'jest.bot.config.js'];

/** The files that the page shows, by the path in their first line. */
const page = readFileSync(join(ROOT, 'docs', 'testing-your-bot.md'), 'utf8');
const files = [...page.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```/gms)].map(([, path = '', code = '']) => ({
  path,
  code,
}));

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'project-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(project, part), { recursive: true });
  rmSync(join(project, 'lambdas', 'bot.test.ts'), { force: true });
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'), 'junction');
});
afterAll(() => rmSync(project, { recursive: true }));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program of a package in the project of the user. */
async function run(program: string, ...args: string[]): Promise<Ended> {
  const { PATH = '' } = process.env;
  const running = promisify(execFile)(process.execPath, [join(ROOT, 'node_modules', program), ...args], {
    cwd: project,
    env: { PATH },
  });
  return running.then((output) => ({ code: 0, ...output })).catch((error: Ended) => error);
}

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const [, ...args] = scripts['test:bot'].split(' ');
const testBot = () => run('jest/bin/jest.js', ...args);

test('without tests of the user the command passes', async () => {
  expect(await testBot()).toMatchObject({ code: 0, stdout: expect.stringContaining('No tests found') });
});

describe('with the files that the page shows', () => {
  beforeAll(() => {
    for (const { path, code } of files) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), code);
    }
  });

  test('they compile', async () => {
    expect(files.map(({ path }) => path).sort()).toEqual([
      'bot/booking.test.ts',
      'bot/booking.ts',
      'bot/visit.test.ts',
      'bot/visit.ts',
      'lambdas/bot.test.ts',
      'lambdas/bot.ts',
    ]);
    const include = files.map(({ path }) => path);
    writeFileSync(join(project, 'page.json'), JSON.stringify({ extends: './tsconfig.json', include }));
    expect(await run('typescript/bin/tsc', '-p', 'page.json')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('their tests pass, each of them', async () => {
    const { code, stderr } = await testBot();
    expect(stderr).toMatch(/^Tests: +5 passed, 5 total$/m);
    expect(code).toBe(0);
  });

  test('a bot that says something else turns them red', async () => {
    const bot = join(project, 'lambdas', 'bot.ts');
    writeFileSync(bot, readFileSync(bot, 'utf8').replace('Thanks', 'No thanks'));
    const { code, stderr } = await testBot();
    expect(stderr).toMatch(/^Tests: +1 failed, 4 passed, 5 total$/m);
    expect(code).toBe(1);
  });

  test('a package that has ES modules only can be imported', async () => {
    const folder = join(project, 'bot', 'node_modules', 'only-modules');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module","exports":{"import":"./index.js"}}');
    writeFileSync(join(folder, 'index.js'), "export const hello = 'Olá';");
    writeFileSync(
      join(project, 'bot', 'package.test.ts'),
      "import { hello } from 'only-modules';\ntest('it is imported', () => expect(hello).toBe('Olá'));\n",
    );
    expect(await run('jest/bin/jest.js', ...args, 'package.test')).toMatchObject({ code: 0 });
  });
});
