import { execFile, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, setPriority, tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BundleError, bundleProgram, shown } from './bundle.ts';
import { BUILD, IS_DEPENDENCY, PROJECT, SOURCE } from './places.ts';
import { declareSecrets } from './secret-types.ts';

/** How long a bot may take to be loaded: as long as Lambda gives a function to start. */
const LOAD_LIMIT_MS = 10_000;

/** A file that can be loaded, and exports no bot, or a bot that makes no sense. */
export class BotShapeError extends BundleError {
  override name = 'BotShapeError';
}

/** Something wrong with a bot: the message names the file, the line where it is known, and what to do. */
interface BotMistake {
  message: string;
  line?: number;
}

/** A bot to check. */
export interface BotToCheck {
  /** Its file, from the root of the project. */
  bot: string;
  /** The environment variables that it finds. */
  env: NodeJS.ProcessEnv;
  /** The names of its secrets. */
  secrets?: readonly string[];
  /** What `mistakesInTypes()` will give, where that was started earlier. */
  types?: Promise<BotMistake[]> | undefined;
  /** How long it may take to be loaded, in ms. */
  limitMs?: number | undefined;
}

/**
 * Bundles a bot, loads it in a process of its own, and checks its types meanwhile.
 *
 * @throws BundleError that names each file and line that is wrong, and what to do: it cannot be bundled, its types are
 *   wrong, or it throws, ends or hangs as it is loaded. BotShapeError when it is no bot
 */
export async function checkBot({ bot, env, limitMs, ...given }: BotToCheck): Promise<void> {
  const { types = mistakesInTypes(bot, given.secrets) } = given;
  const report = await load(bot, env, limitMs).finally(() => types);
  const loading =
    'mistakes' in report ? report.mistakes.map((mistake) => shapeMistake(bot, mistake)) : [problem(bot, report)];
  const all = [...loading, ...(await types)];
  // Loading and the types report a wrong line both.
  const said = all.filter(({ line }, i) => line === undefined || all.findIndex((other) => other.line === line) === i);
  if (said.length === 0) return;
  const message = said.map((mistake) => mistake.message).join('\n');
  throw 'mistakes' in report && loading.length > 0 ? new BotShapeError(message) : new BundleError(message);
}

/** @throws BundleError */
async function load(bot: string, env: NodeJS.ProcessEnv, limitMs = LOAD_LIMIT_MS): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'bot-'));
  try {
    const program = join(folder, 'program.mjs');
    await bundleProgram(programFor(resolve(PROJECT, bot)), program);
    return await run(program, env, limitMs);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function problem(bot: string, report: Exclude<Report, { mistakes: string[] }>): BotMistake {
  const place = 'stack' in report ? placeIn(report.stack) : undefined;
  return { ...(place && { line: place.line }), message: `${place?.text ?? shown(bot)}: ${report.problem}` };
}

/** What the process says of the bot. */
type Report = { mistakes: string[] } | { problem: string; stack: string } | { problem: string };

const programFor = (bot: string) => `
import { mistakesInBot } from './lambdas/bot-api/mistakes-in-bot${SOURCE}';
let report;
try {
  report = { mistakes: mistakesInBot((await import(${JSON.stringify(bot)})).default) };
} catch (error) {
  report = {
    problem: 'the bot throws as it is loaded, ' + error + ': correct it, or move it into a handler',
    stack: String(error?.stack),
  };
}
process.send(report, () => process.exit());
`;

function run(program: string, env: NodeJS.ProcessEnv, limitMs: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const child = fork(program, {
      env,
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const timer = setTimeout(() => {
      const problem =
        `the bot takes longer than ${limitMs / 1000} s to be loaded: look for a loop that never ends, or an await ` +
        'outside of its handlers';
      resolve({ problem });
      child.kill('SIGKILL');
    }, limitMs);
    let printed = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.on('message', (report: Report) => resolve(report));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ problem: endingOf(code, printed), stack: printed });
    });
  });
}

/** Node.js ends a process that waits for nothing with 13. */
function endingOf(code: number | null, printed: string): string {
  if (code === 13) return 'the bot awaits something outside of its handlers that never comes: move it into a handler';
  const said = printed
    .split('\n')
    .find((line) => /^\w*Error\b/.test(line.trim()))
    ?.trim();
  return `the bot ends its process as it is loaded, with ${code}${said ? ` (${said})` : ''}: move that into a handler`;
}

/** The first place of a stack that is in the user's own code. */
function placeIn(stack: string): { text: string; line: number } | undefined {
  for (const [, place = '', line, column] of stack.matchAll(/^\s+at (?:.*\()?(.+?):(\d+):(\d+)\)?$/gm)) {
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (!isAbsolute(path) || path.includes('/node_modules/') || path.endsWith('/program.mjs')) continue;
    return { text: `${shown(path)}:${line}:${column}`, line: Number(line) };
  }
  return undefined;
}

function shapeMistake(bot: string, mistake: string): BotMistake {
  const name = /^on\w+|^\w+(?= is )/.exec(mistake)?.[0];
  const lines = readFileSync(resolve(PROJECT, bot), 'utf8').split('\n');
  const line = name === undefined ? 0 : lines.findIndex((text) => new RegExp(`\\b${name}\\b\\s*[:(,}]`).test(text)) + 1;
  if (line === 0) return { message: `${shown(bot)}${name === undefined ? ' ' : ': '}${mistake}` };
  return { line, message: `${shown(bot)}:${line}: ${mistake}` };
}

/**
 * Checks the types of a bot in TypeScript, wherever it lies, by the settings of the project.
 *
 * @param bot its file, from the root of the project
 * @param secrets the names that `secret()` takes; without any it takes every text
 * @param priority of the process that does it, as the operating system has it
 */
export async function mistakesInTypes(
  bot: string,
  secrets: readonly string[] = [],
  priority: number = constants.priority.PRIORITY_NORMAL,
): Promise<BotMistake[]> {
  if (!/\.[cm]?tsx?$/.test(bot)) return [];
  const compilerPackage = findPackage('typescript');
  if (compilerPackage === undefined) return [];
  await mkdir(BUILD, { recursive: true });
  // Its packages of types are found from where it lies.
  const folder = await mkdtemp(join(BUILD, 'types-'));
  try {
    const project = join(folder, 'tsconfig.json');
    const files = [resolve(PROJECT, bot), declareSecrets(secrets, folder)];
    // As the bundler sees it: each file is a module, also where no package.json says so.
    const bundled = { module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force' };
    const compilerOptions = {
      ...bundled,
      ...(IS_DEPENDENCY ? APART : {}),
      types: findPackage('@types/node') ? ['node'] : [],
      allowJs: true,
    };
    const base = existsSync(join(PROJECT, 'tsconfig.json')) ? { extends: '../../tsconfig.json' } : {};
    await writeFile(project, JSON.stringify({ ...base, compilerOptions, include: [], files }));
    return await new Promise((resolve) => {
      const argv = [join(compilerPackage, 'lib', 'tsc.js'), '-p', project, '--pretty', 'false'];
      const { pid } = execFile(process.execPath, argv, { cwd: PROJECT }, (error, stdout, stderr) => {
        const mistakes = readTypeErrors(stdout);
        const failed = error !== null && !/: error TS/.test(stdout);
        resolve(failed ? [{ message: `The types of ${shown(bot)} cannot be checked: ${stderr || stdout}` }] : mistakes);
      });
      if (pid !== undefined) setPriority(pid, priority);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What somebody else's settings must not say about a check of one file. */
const APART = {
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  composite: false,
  incremental: false,
  declaration: false,
  rootDir: PROJECT,
};

/** The folder of a package that the project has; undefined without it. */
function findPackage(name: string): string | undefined {
  try {
    return dirname(createRequire(join(PROJECT, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** Reads what the compiler printed: a line for each mistake, and indented lines that explain it. */
function readTypeErrors(printed: string): BotMistake[] {
  const mistakes: BotMistake[] = [];
  for (const text of printed.split('\n')) {
    const [, file, line, column, message] = /^(.+)\((\d+),(\d+)\): error TS\d+: (.*)$/.exec(text) ?? [];
    if (file !== undefined && !file.includes('node_modules/')) {
      const place = `${shown(file)}:${line}:${column}`;
      mistakes.push({ line: Number(line), message: `${place}: ${message}${adviceOn(message)}` });
    }
  }
  return mistakes;
}

function adviceOn(message = ''): string {
  if (!/\bAnswer(ing)?\b/.test(message)) return '';
  return ' A handler returns a text, an action such as `text()` or `handOver()`, a list of these, or nothing.';
}
