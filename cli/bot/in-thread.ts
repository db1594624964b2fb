import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Action, Bot } from '../../lambdas/bot-api/index.ts';
import type { KnownConversation } from '../../lambdas/processor/ask.ts';
import type { BotEvent } from '../../lambdas/processor/inbound-event.ts';
import { answer } from './answer.ts';
import { loadBot } from './load.ts';

/** What the thread of the bot is asked for. */
export type Request =
  | { kind: 'alive?' }
  | { kind: 'load'; path: string }
  | { kind: 'ask'; event: BotEvent; known: KnownConversation };

/** What it says. */
export type Said =
  | { kind: 'alive' }
  | { kind: 'printed'; to: 'stdout' | 'stderr'; text: string }
  /** The files that were loaded, and when each was written. */
  | { kind: 'loaded'; files: Map<string, number> }
  | { kind: 'answered'; actions: Action[] }
  | { kind: 'failed'; reason: string };

const port = parentPort as MessagePort;
let bot: Bot = {};

const say = (said: Said): void => port.postMessage(said);

// Through the same port as the answers, what the bot prints stays in front of them.
for (const to of ['stdout', 'stderr'] as const) {
  process[to].write = (text) => {
    say({ kind: 'printed', to, text: typeof text === 'string' ? text : Buffer.from(text).toString() });
    return true;
  };
}

port.on('message', async (request: Request) => say(await reply(request)));

async function reply(request: Request): Promise<Said> {
  switch (request.kind) {
    case 'alive?':
      return { kind: 'alive' };
    case 'load': {
      const loaded = await loadBot(request.path);
      if ('reason' in loaded) return { kind: 'failed', ...loaded };
      bot = loaded.bot;
      return { kind: 'loaded', files: loaded.files };
    }
    case 'ask': {
      const answered = await answer(bot, request.event, request.known);
      return 'reason' in answered ? { kind: 'failed', ...answered } : { kind: 'answered', ...answered };
    }
  }
}
