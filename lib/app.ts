import { App, Tags, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadInfrastructure } from './bot-infrastructure.ts';
import { BundleError } from './bundle.ts';
import { ConfigError, readConfig } from './config.ts';
import { readContextFiles, withoutForeignKeys } from './foreign-context.ts';
import { makeStack } from './make-stack.ts';
import { declareOwnSecrets } from './secret-types.ts';

/** The user's own resources; tests give others. */
const { BOT_INFRASTRUCTURE: INFRASTRUCTURE_FILE = 'bot/infrastructure.ts' } = process.env;

try {
  await makeApp();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof BundleError)) throw error;
  process.stderr.write(`${error.message}\n`);
  // Nothing is synthesized of an app that is wrong.
  process.exit(1);
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
  declareOwnSecrets();
  const stack = await makeStack(app, {
    config,
    infrastructure: await loadInfrastructure(INFRASTRUCTURE_FILE),
    infrastructureFile: INFRASTRUCTURE_FILE,
    print: (line) => process.stderr.write(`${line}\n`),
  });
  // Tags on dashboards are new; cfn-lint does not know them yet.
  const excludeResourceTypes = ['AWS::CloudWatch::Dashboard'];
  Tags.of(stack).add('pilot-status:stage', config.stage, { excludeResourceTypes });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
