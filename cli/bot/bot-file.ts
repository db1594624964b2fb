import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Action } from '../../lambdas/bot-api/index.ts';
import type { KnownConversation } from '../../lambdas/processor/ask.ts';
import type { BotEvent } from '../../lambdas/processor/inbound-event.ts';
import { CommandError, UsageError } from '../terminal/errors.ts';
import type { DeployedSettings } from './deployed-settings.ts';
import { type BotThread, startThread } from './thread.ts';
import { writtenAt } from './written-at.ts';

/** A file with a bot, which may change while it is in use. */
export interface BotFile {
  /**
   * Runs the file, and every file that it imports, again.
   *
   * @throws UsageError when there is no such file, or no bot in it
   * @throws CommandError when it cannot be run, or its types are wrong
   */
  load(): Promise<void>;
  /**
   * Whether the file, or one of the user's own that it imports, was written since it was last loaded without an error.
   */
  hasChanged(): boolean;
  /**
   * Asks the bot what to do.
   *
   * @throws CommandError when it fails, or takes longer than it may
   */
  ask(event: BotEvent, known: KnownConversation): Promise<Action[]>;
  /** Ends the bot, whatever it does. */
  end(): Promise<void>;
}

/**
 * The bot runs in a thread, which an endless loop cannot keep from being ended; the next question is then put to a new
 * one.
 *
 * @param path of a TypeScript or JavaScript file, from the working directory
 */
export function botFile(path: string, { timeoutSeconds, secrets }: Omit<DeployedSettings, 'rules'>): BotFile {
  const entry = resolve(path);
  let loaded = new Map<string, number>();
  let thread: BotThread | undefined;

  async function loadInThread(): Promise<BotThread> {
    thread ??= startThread(timeoutSeconds);
    loaded = await thread.load(entry).finally(forgetEnded);
    return thread;
  }

  function forgetEnded(): void {
    if (thread?.isOver()) thread = undefined;
  }

  return {
    async load() {
      // It starts while the bot is checked.
      thread ??= startThread(timeoutSeconds);
      await checkFile(path, secrets);
      await loadInThread();
    },
    hasChanged: () => [...loaded].some(([file, ms]) => writtenAt(file) !== ms),
    async ask(event, known) {
      const asked = thread ?? (await loadInThread());
      return asked.ask(event, known).finally(forgetEnded);
    },
    end: async () => thread?.end(),
  };
}

/**
 * Checks the bot as `cdk synth` does, in a process of its own.
 *
 * @param secrets the names of its secrets
 * @param limitMs how long it may take to be loaded
 * @throws UsageError when there is no such file, or no bot in it
 * @throws CommandError when it cannot be run, or its types are wrong
 */
export async function checkFile(path: string, secrets: readonly string[], limitMs?: number): Promise<void> {
  const entry = resolve(path);
  if (!statSync(entry, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`There is no file ${path}`);
  // esbuild need not be loaded for other commands.
  const { BotShapeError, checkBot } = await import('../../lib/check-bot.ts');
  try {
    await checkBot({ bot: entry, env: process.env, secrets, limitMs });
  } catch (error) {
    const { message } = error as Error;
    throw error instanceof BotShapeError ? new UsageError(message) : new CommandError(message);
  }
}
