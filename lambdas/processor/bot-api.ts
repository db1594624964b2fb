import type { InboundMessage } from '../pilot-status/events.ts';

export type { InboundMessage } from '../pilot-status/events.ts';

/** What a bot may answer: a text, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing answers nothing
export type Answer = string | undefined | void;

/** A bot: what to do when a contact writes. */
export interface Bot {
  /**
   * Called once for every message that a contact writes, of any type, in the order they were written.
   * What it throws is retried, and parked in the dead-letter queue if it does not stop.
   *
   * @example
   * onMessage: ({ text, name }) => `Hello ${name ?? 'there'}, you wrote: ${text}`
   */
  onMessage(message: InboundMessage): Answer | Promise<Answer>;
}

/** Defines a bot, with types. */
export function defineBot(bot: Bot): Bot {
  return bot;
}
