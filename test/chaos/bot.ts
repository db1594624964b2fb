import { defineBot } from '../../lambdas/bot-api/index.ts';

/** Says what it was told, so that an answer can be matched with its message. */
export default defineBot({
  onMessage: ({ text }) => `You wrote ${text}`,
});
