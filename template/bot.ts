import { defineBot } from 'pilot-status-webhook-cdk/bot';

/** Your bot. This is the file to edit. */
export default defineBot({
  onMessage: ({ text, name }) => `Hello ${name ?? 'there'}, you wrote: ${text}`,
});
