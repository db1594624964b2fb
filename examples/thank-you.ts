import { defineBot } from '../lambdas/bot-api/index.ts';

/** Tells everybody who writes that their message has come. The smallest bot there is. */
export default defineBot({
  onMessage: ({ name }) => `Thanks${name ? `, ${name}` : ''}, we got your message!`,
});
