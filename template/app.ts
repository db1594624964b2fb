import { App, Stack } from 'aws-cdk-lib';
import { PilotStatusWebhook } from 'pilot-status-webhook-cdk';

const app = new App();
const stack = new Stack(app, 'MyBot');

// Every setting is a property; your editor lists them with what they do.
new PilotStatusWebhook(stack, 'Webhook', {
  bot: 'bot.ts',
});
