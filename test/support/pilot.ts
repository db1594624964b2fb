import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Command, CommanderError } from 'commander';
import { pilotProgram } from '../../cli/program.ts';
import { exitCodeOf, explain } from '../../cli/terminal/errors.ts';
import { compiled } from './compile.ts';
import { quietTerminal } from './terminal.ts';
import { watchWarnings } from './warnings.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Nothing of this machine's AWS setup. */
function cleanEnvironment(env: Record<string, string>): Record<string, string> {
  const { PATH = '' } = process.env;
  return { PATH, AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', HOME: '/nonexistent', ...env };
}

/** Runs `npm run pilot -- …` in a process of its own, in this folder, until it ends, with this piped in. */
export async function pilot(args: string[], env: Record<string, string> = {}, input = '', cwd = ROOT): Promise<Ended> {
  // Stacks are those of the source, as under tsx.
  const argv = ['--enable-source-maps', compiled('cli/main.ts'), ...args];
  const running = promisify(execFile)(process.execPath, argv, { cwd, env: cleanEnvironment(env) });
  running.child.stdin?.end(input);
  const ended = await running.then((output) => ({ code: 0, ...output })).catch((error: Ended) => error);
  watchWarnings(ended.stderr);
  return ended;
}

/**
 * The same inside this process, which takes a tenth of the time: for tests of what commands do, not of how they are
 * called.
 */
export async function pilotInside(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const output = {
    writeOut: (text: string) => {
      stdout += text;
    },
    writeErr: (text: string) => {
      stderr += text;
    },
  };
  const terminal = {
    ...quietTerminal(),
    print: (text: string) => output.writeOut(`${text}\n`),
    note: (text: string) => output.writeErr(`${text}\n`),
  };
  const askSecret = async () => input.trim();
  const before = process.env;
  // The AWS SDK reads it by itself.
  process.env = cleanEnvironment({ AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env });
  const program = pilotProgram({ terminal, env: process.env, now: Date.now, askSecret, isShown: false });
  for (const command of commandsOf(program)) command.configureOutput(output);
  try {
    await program.parseAsync(args, { from: 'user' });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (!(error instanceof CommanderError)) terminal.note(explain(error));
    return { code: exitCodeOf(error), stdout, stderr };
  } finally {
    process.env = before;
  }
}

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap((below) => commandsOf(below as Command))];
}
