import { defineBot } from './processor/bot-api.ts';

/** Your bot. This is the file to edit. */
export default defineBot({
  onMessage: () => 'Thanks, we got your message!',
});
