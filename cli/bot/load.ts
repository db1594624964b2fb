import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import type { Bot } from '../../lambdas/bot-api/index.ts';
import { CommandError, UsageError } from '../terminal/errors.ts';
import { stackOf } from './stack.ts';

/** A file with a bot, which may change while it is in use. */
export interface BotFile {
  /**
   * Runs the file, and every file that it imports, again.
   *
   * @throws UsageError when there is no such file, or no bot in it
   * @throws CommandError when it cannot be run, or its types are wrong
   */
  load(): Promise<Bot>;
  /**
   * Whether the file, or one of the user's own that it imports, was written since it was last loaded without an error.
   */
  hasChanged(): boolean;
}

/**
 * @param path of a TypeScript or JavaScript file, from the working directory
 * @param limitMs how long it may take to be loaded
 */
export function botFile(path: string, limitMs?: number): BotFile {
  const entry = resolve(path);
  let loaded = new Map<string, number>();
  return {
    async load() {
      if (!statSync(entry, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`There is no file ${path}`);
      const files = new Map([[entry, writtenAt(entry)]]);
      await check(entry, limitMs);
      const bot = await defaultExport(path, (file) => files.set(file, writtenAt(file)));
      loaded = files;
      return bot;
    },
    hasChanged: () => [...loaded].some(([file, ms]) => writtenAt(file) !== ms),
  };
}

/** Checks the bot as `cdk synth` does, in a process of its own: this one could not end a loop that never ends. */
async function check(entry: string, limitMs: number | undefined): Promise<void> {
  // esbuild need not be loaded for other commands.
  const { BotShapeError, checkBot } = await import('../../lib/check-bot.ts');
  try {
    await checkBot({ bot: entry, env: process.env, limitMs });
  } catch (error) {
    const { message } = error as Error;
    throw error instanceof BotShapeError ? new UsageError(message) : new CommandError(message);
  }
}

async function defaultExport(path: string, onFile: (file: string) => void): Promise<Bot> {
  const onImport = (url: string) => {
    if (url.startsWith('file:') && !url.includes('/node_modules/')) onFile(fileURLToPath(url));
  };
  try {
    return (await tsImport(pathToFileURL(path).href, { parentURL: import.meta.url, onImport })).default;
  } catch (error) {
    throw new CommandError(`${path} cannot be loaded: ${stackOf(error)}`);
  }
}

/** In epoch ms; 0 for a file that is gone. */
function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
