import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Bundle, Bundles } from '../../lib/bundle.ts';
import { readConfig } from '../../lib/config.ts';
import { WebhookStack } from '../../lib/webhook-stack.ts';

const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'));
const bundle: Bundle = {
  directory: join(import.meta.dirname, 'bundle'),
  bytes: 0,
  packages: [],
  metafile: { inputs: {}, outputs: {} },
};

const NOTHING: Bundles = {
  ingest: bundle,
  processor: bundle,
  reply: bundle,
  reconcile: bundle,
  outbox: bundle,
  publisher: bundle,
};

/** The stack with the given settings, in an app of its own; by default its functions do nothing. */
export function webhookStack(
  settings: Record<string, unknown> = {},
  bundles = NOTHING,
  app: AppProps = {},
): WebhookStack {
  const config = readConfig(settings);
  return new WebhookStack(new App({ context, ...app }), 'Webhook', {
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
