import { defineBot } from './bot-api/index.ts';

/** Your bot. This is the file to edit. */
export default defineBot({
  onMessage: () => 'Thanks, we got your message!',
});
