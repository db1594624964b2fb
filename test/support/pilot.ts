import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
  const argv = ['--import', 'tsx', join('cli', 'main.ts'), ...args];
  const running = promisify(execFile)(process.execPath, argv, options);
  running.child.stdin?.end(input);
  const ended = await running.then((output) => ({ code: 0, ...output })).catch((error: Ended) => error);
  watchWarnings(ended.stderr);
  return ended;
}
