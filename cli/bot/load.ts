import { fileURLToPath, pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import type { Bot } from '../../lambdas/bot-api/index.ts';
import { stackOf } from './stack.ts';
import { writtenAt } from './written-at.ts';

/**
 * Runs the file of a bot, and every file that it imports, again.
 *
 * @returns the bot, and when each of the user's own files was written; or why the file cannot be loaded
 */
export async function loadBot(path: string): Promise<{ bot: Bot; files: Map<string, number> } | { reason: string }> {
  const files = new Map<string, number>();
  const onImport = (url: string) => {
    if (!url.startsWith('file:') || url.includes('/node_modules/')) return;
    const file = fileURLToPath(url);
    files.set(file, writtenAt(file));
  };
  try {
    const { default: bot } = await tsImport(pathToFileURL(path).href, { parentURL: import.meta.url, onImport });
    return { bot, files };
  } catch (error) {
    return { reason: `${path} cannot be loaded: ${stackOf(error)}` };
  }
}
