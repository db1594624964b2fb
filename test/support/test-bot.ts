/** The file with the bot of our tests, from the root of the project: `lambdas/bot.ts` is the user's. */
export const TEST_BOT = 'test/support/bots/thanks.ts';
