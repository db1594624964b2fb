import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { PROJECT } from '../lib/places.ts';

const DEFAULT_FILE = join(PROJECT, '.env.local');

/**
 * The values for this computer alone: lines of `NAME=value` in `.env.local`, which git ignores, or in the file that
 * `LOCAL_ENV_FILE` names. They are the secrets of the bot, and its environment.
 *
 * @returns nothing when there is no such file
 */
export function readEnvFile({ LOCAL_ENV_FILE: file = DEFAULT_FILE }: NodeJS.ProcessEnv): Record<string, string> {
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
