import { inspect } from 'node:util';
import type { Action, Bot } from '../../lambdas/bot-api/index.ts';
import { ask, type KnownConversation } from '../../lambdas/processor/ask.ts';
import type { BotEvent } from '../../lambdas/processor/inbound-event.ts';
import { stackOf } from './stack.ts';

/**
 * Asks a bot what to do.
 *
 * @returns what it wants done; or why it failed: the stack of what it threw, or what it returned where that makes no
 *   sense
 */
export async function answer(
  bot: Bot,
  event: BotEvent,
  known: KnownConversation,
): Promise<{ actions: Action[] } | { reason: string }> {
  let returned: Returned | undefined;
  const noted = noting(bot, (value) => {
    returned = value;
  });
  try {
    return { actions: await ask(noted, event, known) };
  } catch (error) {
    const isRefused = returned !== undefined && error instanceof TypeError;
    return { reason: `The bot failed: ${isRefused ? refusal(returned as Returned, error) : stackOf(error)}` };
  }
}

/** What a handler of a bot returned last. */
interface Returned {
  handler: string;
  value: unknown;
}

/** The same bot, which also notes what each of its handlers returns. */
function noting(bot: Bot, note: (returned: Returned) => void): Bot {
  return new Proxy(bot, {
    get(target, name) {
      const handler: unknown = Reflect.get(target, name);
      if (typeof handler !== 'function') return handler;
      return async (...given: unknown[]) => {
        const value: unknown = await Reflect.apply(handler, target, given);
        note({ handler: String(name), value });
        return value;
      };
    },
  });
}

/** Such as `onMessage returned { txt: 'Hi' }`, in at most so many characters, and what is wrong with it. */
function refusal({ handler, value }: Returned, { message }: TypeError): string {
  const shown = inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY });
  return `${handler} returned ${shown.length > 500 ? `${shown.slice(0, 500)}…` : shown}\n${message}`;
}
