import { defineBot } from '../../lambdas/processor/bot-api.ts';

/** Says what it was told, so that an answer can be matched with its message. */
export default defineBot({
  onMessage: ({ text }) => `You wrote ${text}`,
});
