import { defineBot } from '../../../lambdas/bot-api/index.ts';

/** The bot that our tests run, measure and describe, whatever `lambdas/bot.ts` says. */
export default defineBot({
  onMessage: () => 'Thanks, we got your message!',
});
