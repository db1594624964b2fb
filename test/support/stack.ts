import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Bundle } from '../../lib/bundle.ts';
import { readConfig } from '../../lib/config.ts';
import { WebhookStack } from '../../lib/webhook-stack.ts';

const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'));
const bundle: Bundle = {
  directory: join(import.meta.dirname, 'bundle'),
  bytes: 0,
  packages: [],
  metafile: { inputs: {}, outputs: {} },
};

/** The stack with the given settings, its functions made of a bundle that does nothing. */
export function webhookStack(settings: Record<string, unknown> = {}): WebhookStack {
  const config = readConfig(settings);
  const bundles = {
    ingest: bundle,
    processor: bundle,
    reply: bundle,
    reconcile: bundle,
    outbox: bundle,
    publisher: bundle,
  };
  return new WebhookStack(new App({ context }), 'Webhook', {
    stackName: `pilot-status-${config.stage}`,
    config,
    bundles,
  });
}

export function template(settings: Record<string, unknown> = {}): Template {
  return Template.fromStack(webhookStack(settings));
}

/**
 * The id of the alias that a property of the template names, as its ARN or as `<function>:live`; empty for anything
 * else.
 */
export function aliasIn(named: object): string {
  return /"Ref":"(\w+Live\w+)"/.exec(JSON.stringify(named))?.[1] ?? '';
}
