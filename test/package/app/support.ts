import { defineBot, handOver } from 'pilot-status-webhook-cdk/bot';

export default defineBot({
  onMessage: () => [handOver({ minutes: 60 }), 'Uma pessoa responde já.'],
});
