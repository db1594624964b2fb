import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { variablesOf } from './bundled-function.ts';
import { ConfigError } from './config.ts';
import { mistakesInEnvironment } from './environment-size.ts';
import { PROJECT } from './places.ts';
import type { Config } from './settings.ts';
import type { WebhookStack } from './webhook-stack.ts';

/** What `bot/infrastructure.ts` works with. */
export interface BotResources {
  /** The stack, to which resources are added: `new Table(stack, 'Orders', …)`. */
  stack: WebhookStack;
  /** The function that runs the bot: `table.grantReadWriteData(processor)`, `processor.addEnvironment(…)`. */
  processor: LambdaFunction;
  /** The settings of the stage that is synthesized. */
  config: Config;
}

/** The default export of `bot/infrastructure.ts`: adds to the stack what the bot needs of its own. */
export type BotInfrastructure = (resources: BotResources) => void | Promise<void>;

/**
 * Loads the user's infrastructure.
 *
 * @param file from the root of the project
 * @returns undefined when there is no such file
 * @throws ConfigError that names the file, when it cannot be loaded or exports no function
 */
export async function loadInfrastructure(file: string): Promise<BotInfrastructure | undefined> {
  const path = resolve(PROJECT, file);
  if (!existsSync(path)) return undefined;
  const exported = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new ConfigError(`${file} cannot be loaded: ${described(error, path)}`, { cause: error });
  });
  if (typeof exported.default === 'function') return exported.default;
  throw new ConfigError(
    `${file} exports no function: it needs \`export default (({ stack, processor }) => { … }) satisfies BotInfrastructure\``,
  );
}

/**
 * Adds the user's resources to the stack.
 *
 * @param file what is named in errors
 * @throws ConfigError when the function throws, changes a variable of ours, or fills the environment of the processor
 */
export async function addInfrastructure(
  infrastructure: BotInfrastructure,
  stack: WebhookStack,
  config: Config,
  file: string,
): Promise<void> {
  const { processor } = stack.webhook.functions;
  const before = variablesOf(processor);
  try {
    await infrastructure({ stack, processor, config });
  } catch (error) {
    throw new ConfigError(`${file}: ${described(error, resolve(PROJECT, file))}`, { cause: error });
  }
  const after = variablesOf(processor);
  const changed = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const mistakes = [
    ...changed.map((name) => `${name} is a variable of the processor already; choose another name`),
    ...mistakesInEnvironment('processor', after, config),
  ];
  if (mistakes.length > 0) throw new ConfigError(mistakes.map((mistake) => `${file}: ${mistake}`).join('\n'));
}

/** What was thrown, and where in the file. */
function described(error: unknown, path: string): string {
  if (!(error instanceof Error)) return String(error);
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line) && line.includes(path));
  const at = place === undefined ? undefined : /:(\d+):\d+\)?$/.exec(place)?.[1];
  return `${error.message}${at === undefined ? '' : ` (${relative(PROJECT, path)}:${at})`}`;
}
