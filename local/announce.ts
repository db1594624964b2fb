import { say } from '../operations/say.ts';
import type { Cloud } from './cloud/cloud.ts';
import { type LocalWebhook, sampleCurl } from './webhook.ts';

/** What is up, and where. */
export interface Running {
  cloud: Cloud;
  webhook: LocalWebhook;
  /** Where replies go; undefined for Pilot Status itself. */
  vendorUrl: string | undefined;
  hasInspector: boolean;
  /** Where a debugger may attach, and to which function. */
  debuggerAt?: { function: string; address: string } | undefined;
  /** How long it took, in ms. */
  ms: number;
}

/** Where the inspector is, for a browser; undefined when it is off. */
export function inspectorUrl({ cloud, hasInspector }: Running): string | undefined {
  return hasInspector ? `http://localhost:${new URL(cloud.url).port}/` : undefined;
}

/** What a tool needs to reach the stack. */
export function placeOf({ awsEndpoint, adminCredentials, region, outputs, stackId }: Cloud) {
  return { awsEndpoint, adminCredentials, region, outputs, stackId };
}

/** The step that says that all is up, for programs. */
export function readyStep(running: Running, now: number) {
  const { cloud, webhook, vendorUrl, debuggerAt, ms } = running;
  const urls = { webhookUrl: webhook.url, vendorUrl, inspectorUrl: inspectorUrl(running) };
  return { at: now, where: 'cloud', step: 'ready', ms, ...urls, debuggerAt, ...placeOf(cloud) };
}

/** The same for people. */
export function readyText(running: Running, now: number): string {
  const { webhook, vendorUrl, debuggerAt, ms } = running;
  const lines: [string, string | undefined][] = [
    ['Inspector', inspectorUrl(running)],
    ['Webhook URL', webhook.url],
    ['Debugger', debuggerAt && say(`${debuggerAt.address} (${debuggerAt.function}): attach, or open chrome://inspect`)],
    ['Try it', sampleCurl(webhook, now)],
    ['Stop', 'Ctrl-C'],
  ];
  const shown = lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${say(name).padEnd(14)}${value}\n\n`);
  const seconds = (ms / 1000).toFixed(1);
  const ready = say(`Ready after ${seconds} s. Replies go to ${vendorUrl ?? 'Pilot Status, for real'}.`);
  return `${ready}\n\n${shown.join('')}`;
}
