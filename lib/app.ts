import { App, Tags, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { botSecretNames } from './bot-secrets.ts';
import { BundleError, bundleFunctions, describeSizes } from './bundle.ts';
import { ConfigError, readConfig } from './config.ts';
import { readContextFiles, withoutForeignKeys } from './foreign-context.ts';
import { declareSecrets } from './secret-types.ts';
import { WebhookStack } from './webhook-stack.ts';

try {
  await makeApp();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof BundleError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** CDK synthesizes the app when the process has nothing else to do. */
async function makeApp(): Promise<void> {
  const app = new App({ analyticsReporting: false });
  const { context, foreign } = withoutForeignKeys(app.node.getAllContext(), readContextFiles());
  for (const { key, file } of foreign) {
    process.stderr.write(`Warning: ${key} in ${file} is not a setting of this app; it is ignored.\n`);
  }
  // CDK gives the region in which it deploys a stack that names none.
  const config = readConfig(context, process.env.CDK_DEFAULT_REGION);
  declareSecrets(botSecretNames(config));
  const bundles = await bundleFunctions(config.bot);
  process.stderr.write(`${describeSizes(bundles)}\n`);

  const stack = new WebhookStack(app, 'Webhook', {
    stackName: `pilot-status-${config.stage}`,
    description: 'Receives the WhatsApp events of Pilot Status and answers them',
    config,
    bundles,
  });
  // Tags on dashboards are new; cfn-lint does not know them yet.
  const excludeResourceTypes = ['AWS::CloudWatch::Dashboard'];
  Tags.of(stack).add('pilot-status:stage', config.stage, { excludeResourceTypes });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
