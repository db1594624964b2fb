export { BundleError } from './lib/bundle.ts';
export { ConfigError } from './lib/config.ts';
export {
  PilotStatusWebhook,
  type PilotStatusWebhookProps,
  type WebhookFunctions,
  type WebhookQueues,
} from './lib/pilot-status-webhook.ts';
export type { SettingsProps } from './lib/settings-props.ts';
