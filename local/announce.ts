import type { Cloud } from './cloud/cloud.ts';
import { sampleCurl, type Webhook } from './webhook.ts';

/** What is up, and where. */
export interface Running {
  cloud: Cloud;
  webhook: Webhook;
  /** Where replies go; undefined for Pilot Status itself. */
  vendorUrl: string | undefined;
  /** Where the inspector is; undefined when it is off. */
  inspectorUrl: string | undefined;
  /** How long it took, in ms. */
  ms: number;
}

/** What a tool needs to reach the stack. */
export function placeOf({ awsEndpoint, adminCredentials, region, outputs, stackId }: Cloud) {
  return { awsEndpoint, adminCredentials, region, outputs, stackId };
}

/** The step that says that all is up, for programs. */
export function readyStep({ cloud, webhook, vendorUrl, inspectorUrl, ms }: Running, now: number) {
  const urls = { webhookUrl: webhook.url, vendorUrl, inspectorUrl };
  return { at: now, where: 'cloud', step: 'ready', ms, ...urls, ...placeOf(cloud) };
}

/** The same for people. */
export function readyText({ webhook, vendorUrl, inspectorUrl, ms }: Running, now: number): string {
  const lines: [string, string | undefined][] = [
    ['Inspector', inspectorUrl],
    ['Webhook URL', webhook.url],
    ['Try it', sampleCurl(webhook, now)],
    ['Stop', 'Ctrl-C'],
  ];
  const shown = lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name.padEnd(13)} ${value}\n\n`);
  return `Ready after ${(ms / 1000).toFixed(1)} s. Replies go to ${vendorUrl ?? 'Pilot Status, for real'}.\n\n${shown.join('')}`;
}
