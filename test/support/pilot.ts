import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

/** Runs `npm run pilot -- …` until it ends, with this piped in, and nothing of this machine's AWS setup. */
export async function pilot(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
  const { PATH = '' } = process.env;
  const clean = { PATH, AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', HOME: '/nonexistent' };
  const options = { cwd: ROOT, env: { ...clean, ...env } };
  // Stacks are those of the source, as under tsx.
  const argv = ['--enable-source-maps', compiled('cli/main.ts'), ...args];
  const running = promisify(execFile)(process.execPath, argv, options);
  running.child.stdin?.end(input);
  const ended = await running.then((output) => ({ code: 0, ...output })).catch((error: Ended) => error);
  watchWarnings(ended.stderr);
  return ended;
}

/** The same inside this process, which takes a tenth of the time: for tests of what commands do, not of how they are called. */
export async function pilotInside(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
  const printed: string[] = [];
  const noted: string[] = [];
  const terminal = {
    ...quietTerminal(),
    print: (text: string) => void printed.push(`${text}\n`),
    note: (text: string) => void noted.push(`${text}\n`),
  };
  const askSecret = async () => input.trim();
  const program = pilotProgram({ terminal, env, now: Date.now, askSecret, isShown: false });
  const code = await program.parseAsync(args, { from: 'user' }).then(
    () => 0,
    (error: unknown) => {
      terminal.note(explain(error));
      return exitCodeOf(error);
    },
  );
  return { code, stdout: printed.join(''), stderr: noted.join('') };
}
