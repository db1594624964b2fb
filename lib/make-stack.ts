import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib/core';
import { addInfrastructure, type BotInfrastructure } from './bot-infrastructure.ts';
import { botSecretNames } from './bot-secret-names.ts';
import { bundleFunctions, describeSizes } from './bundle.ts';
import { variablesOf } from './bundled-function.ts';
import { checkBot, mistakesInTypes } from './check-bot.ts';
import { BUILD } from './places.ts';
import { environmentOfBot } from './prepare.ts';
import type { Config } from './settings.ts';
import { WebhookStack } from './webhook-stack.ts';

interface StackParts {
  config: Config;
  /** The user's own resources, and the file that they come from. */
  infrastructure: BotInfrastructure | undefined;
  infrastructureFile: string;
  /** Where the bundles are written; by default a folder of this process, which is removed once CDK has copied them. */
  outdir?: string;
  /** How long the bot may take to be loaded, in ms. */
  limitMs?: number;
  print: (line: string) => void;
}

/**
 * Bundles the functions, makes the stack of them, and checks the bot: its types while the functions are bundled, the
 * rest with the environment that the stack gives it.
 *
 * @throws ConfigError, or BundleError that names each file and line that is wrong
 */
export async function makeStack(app: App, { config, print, ...parts }: StackParts): Promise<WebhookStack> {
  const types = mistakesInTypes(config.bot, botSecretNames(config));
  // Two that synthesize at the same time must not take each other's bundles away.
  const outdir = parts.outdir ?? join(BUILD, `lambdas-${process.pid}`);
  try {
    const bundles = await bundleFunctions(config.bot, outdir);
    print(describeSizes(bundles));
    const stack = new WebhookStack(app, 'Webhook', {
      stackName: `pilot-status-${config.stage}`,
      description: 'Receives the WhatsApp events of Pilot Status and answers them',
      config,
      bundles,
    });
    if (parts.infrastructure) await addInfrastructure(parts.infrastructure, stack, config, parts.infrastructureFile);
    const env = environmentOfBot(variablesOf(stack.webhook.functions.processor), stack.region, config);
    await checkBot({ bot: config.bot, env, types, limitMs: parts.limitMs });
    return stack;
  } finally {
    await types;
    if (parts.outdir === undefined) await rm(outdir, { recursive: true, force: true });
  }
}
