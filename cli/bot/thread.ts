import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Action } from '../../lambdas/bot-api/index.ts';
import type { KnownConversation } from '../../lambdas/processor/ask.ts';
import type { BotEvent } from '../../lambdas/processor/inbound-event.ts';
import { CommandError } from '../terminal/errors.ts';
import type { Request, Said } from './in-thread.ts';
import { stackOf } from './stack.ts';
import { whereIs } from './where-is.ts';

/** A thread with a bot in it. It does one thing at a time. */
export interface BotThread {
  /**
   * @returns the user's own files that were loaded, and when each was written, in epoch ms
   * @throws CommandError when the file cannot be loaded
   */
  load(path: string): Promise<Map<string, number>>;
  /** @throws CommandError when the bot fails, or takes longer than it may: then the thread has ended */
  ask(event: BotEvent, known: KnownConversation): Promise<Action[]>;
  /** Whether it has ended. A bot can end it at any time. */
  isOver(): boolean;
  end(): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, 'thread.mjs');

/** How long loading may take, in ms: the bot was checked, and takes no longer than Lambda gives it. */
const LOAD_MS = 30_000;

/** How long a thread that is late may take to say that it is alive, in ms: in a loop it says nothing. */
const ALIVE_MS = 1_000;

/**
 * Starts a thread for a bot.
 *
 * @param seconds how long the bot may take for one answer
 */
export function startThread(seconds: number): BotThread {
  const worker = new Worker(PROGRAM, { execArgv: ['--enable-source-maps'] });
  let onSaid = (_said: Said): void => undefined;
  let over: string | undefined;

  worker.on('message', (said: Said) => {
    if (said.kind === 'printed') process[said.to].write(said.text);
    else onSaid(said);
  });
  worker.on('error', (error) => fall(`The bot failed: ${stackOf(error)}`));
  worker.on('exit', (code) => fall(`The bot failed: it has ended its process, with ${code}`));

  function fall(reason: string): void {
    over ??= reason;
    onSaid({ kind: 'failed', reason: over });
  }

  /** Gives what the thread says next, or `late`. */
  function call(request: Request, ms: number): Promise<Said | 'late'> {
    return new Promise((resolve) => {
      const timer = setTimeout(settle, ms, 'late');
      onSaid = settle;
      if (over === undefined) worker.postMessage(request);
      else settle({ kind: 'failed', reason: over });
      function settle(said: Said | 'late'): void {
        clearTimeout(timer);
        onSaid = () => undefined;
        resolve(said);
      }
    });
  }

  /** Ends a thread that is late. @returns what it does instead */
  async function endLate(afterSeconds: number): Promise<string> {
    const isAlive = (await call({ kind: 'alive?' }, ALIVE_MS)) !== 'late';
    const loop = isAlive ? [] : await whereIs(PROGRAM);
    over ??= 'It has ended';
    await worker.terminate();
    if (isAlive) return `it took longer than ${afterSeconds} s: does it wait for a promise that never resolves?`;
    return stackOf([`it has not returned control for ${afterSeconds} s: an endless loop?`, ...loop].join('\n'));
  }

  async function demand<Kind extends Said['kind']>(request: Request, ms: number, kind: Kind) {
    const said = await call(request, ms);
    if (said === 'late') throw new CommandError(`The bot failed: ${await endLate(ms / 1000)}`);
    if (said.kind === kind) return said as Extract<Said, { kind: Kind }>;
    throw new CommandError(said.kind === 'failed' ? said.reason : `The thread of the bot said ${said.kind}`);
  }

  return {
    load: async (path) => (await demand({ kind: 'load', path }, LOAD_MS, 'loaded')).files,
    ask: async (event, known) => (await demand({ kind: 'ask', event, known }, seconds * 1000, 'answered')).actions,
    isOver: () => over !== undefined,
    async end() {
      over ??= 'It has ended';
      await worker.terminate();
    },
  };
}
