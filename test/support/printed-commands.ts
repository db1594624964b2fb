import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Ended, pilotInside } from './pilot.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The command lines in what was printed, as a person would copy them. */
export function printedCommands(text: string): string[] {
  return [...text.matchAll(/npm run pilot -- (?:'[^'\n]*'|\\.|[^`'\n\\])+/g)].map(([line]) => line.trim());
}

/** Runs a line in a shell, in the root of the project, with this piped in: a second of a processor for npm, and another for tsx. */
export async function runLine(line: string, env: Record<string, string>, input = ''): Promise<Ended> {
  const { PATH = '' } = process.env;
  const clean = { PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null' };
  // npm would look for a newer npm, and keeps a log.
  const npm = { npm_config_update_notifier: 'false', npm_config_logs_max: '0', npm_config_loglevel: 'silent' };
  try {
    const running = promisify(execFile)('sh', ['-c', line], { cwd: ROOT, env: { ...clean, ...npm, ...env } });
    running.child.stdin?.end(input);
    return { code: 0, ...(await running) };
  } catch (error) {
    return error as Ended;
  }
}

/** The same with the words that a shell makes of the line, and the command in this process. */
export async function runLineInside(line: string, env: Record<string, string>, input = ''): Promise<Ended> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `npm() { printf '%s\\0' "$@"; }\n${line}`]);
  const [run, pilot, dashes, ...args] = stdout.split('\0').slice(0, -1);
  expect([run, pilot, dashes]).toEqual(['run', 'pilot', '--']);
  return pilotInside(args, env, input);
}
