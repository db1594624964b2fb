import { App, Tags, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundleFunctions, describeSizes } from './bundle.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { WebhookStack } from './webhook-stack.ts';

const app = new App({ analyticsReporting: false });
const config = configOrExit(app);
const bundles = await bundleFunctions();
process.stderr.write(`${describeSizes(bundles)}\n`);

const stack = new WebhookStack(app, 'Webhook', {
  stackName: `pilot-status-${config.stage}`,
  description: 'Receives the WhatsApp events of Pilot Status and answers them',
  config,
  bundles,
});
Tags.of(stack).add('pilot-status:stage', config.stage);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

function configOrExit(app: App): Config {
  try {
    return readConfig(app.node.getAllContext());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
