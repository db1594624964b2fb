import { inspect } from 'node:util';
import type { Bot } from '../../lambdas/bot-api/index.ts';

/** What a handler of a bot returned last. */
export interface Returned {
  handler: string;
  value: unknown;
}

/** The same bot, which also notes what each of its handlers returns. */
export function noting(bot: Bot, note: (returned: Returned) => void): Bot {
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

/** Such as `onMessage returned { txt: 'Hi' }`, in at most so many characters. */
export function describeReturned({ handler, value }: Returned): string {
  const shown = inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY });
  return `${handler} returned ${shown.length > 500 ? `${shown.slice(0, 500)}…` : shown}`;
}
