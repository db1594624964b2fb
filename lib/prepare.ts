import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { botSecretNames } from './bot-secret-names.ts';
import { type Bundle, BundleError, type Bundles, FUNCTION_NAMES } from './bundle.ts';
import { BUILD, IS_DEPENDENCY, PROJECT, SOURCE } from './places.ts';
import type { PreparationTask } from './preparation.ts';
import type { Config } from './settings.ts';

/** Constructs are made in one go, and bundling is asynchronous: a process of its own does it meanwhile. */
const PROGRAM = join(import.meta.dirname, `preparation${SOURCE}`);

/** The bundles of each bot: webhooks of one app share them. */
const made = new Map<string, Bundles>();

/** The bots whose types were checked, each with the names of its secrets. */
const typed = new Set<string>();

/**
 * Bundles the functions for a webhook.
 *
 * @param bot its file, from the root of the project
 * @returns bundles of nothing where CDK needs no code, as for `cdk ls` or a test with `aws:cdk:bundling-stacks`
 * @throws BundleError that names each file and line that cannot be bundled
 */
export function prepareBundles(webhook: Construct, bot: string): Bundles {
  const isNeeded = Stack.of(webhook).bundlingRequired;
  const key = isNeeded ? bot : '';
  const bundles = made.get(key) ?? (isNeeded ? bundle(bot) : emptyBundles());
  made.set(key, bundles);
  return bundles;
}

/**
 * Checks the bot of a webhook as it is synthesized: its types, and whether it can be loaded with its environment.
 *
 * @param variables of the processor, as in the template
 * @returns what is wrong: each file and line, and what to do
 */
export function mistakesInWebhookBot(
  webhook: Construct,
  variables: Readonly<Record<string, unknown>>,
  config: Config,
): string[] {
  const stack = Stack.of(webhook);
  if (!stack.bundlingRequired) return [];
  const env = environmentOfBot(variables, stack.region, config);
  const secrets = botSecretNames(config);
  const key = [config.bot, ...secrets].join();
  const { mistakes } = run({ do: 'check', bot: config.bot, env, secrets, checksTypes: !typed.has(key) });
  typed.add(key);
  return mistakes;
}

/** The environment of the processor, with texts instead of what only AWS knows, and of secrets. */
export function environmentOfBot(
  { BOT_SECRETS: _arns, ...variables }: Readonly<Record<string, unknown>>,
  region: string,
  config: Config,
): Record<string, string> {
  const known = Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : 'unknown']);
  const secrets = botSecretNames(config).map((name) => [name, 'unknown']);
  const { PATH = '' } = process.env;
  return {
    PATH,
    AWS_REGION: Token.isUnresolved(region) ? 'us-east-1' : region,
    ...Object.fromEntries([...known, ...secrets]),
  };
}

function bundle(bot: string): Bundles {
  const outdir = newFolder();
  const { mistakes } = run({ do: 'bundle', bot, outdir });
  if (mistakes.length > 0) throw new BundleError(mistakes.join('\n'));
  return bundlesIn((name) => join(outdir, name));
}

function emptyBundles(): Bundles {
  const outdir = newFolder();
  writeFileSync(join(outdir, 'index.mjs'), '');
  return bundlesIn(() => outdir);
}

function bundlesIn(folderOf: (name: string) => string): Bundles {
  const nothingKnown = { bytes: 0, packages: [], metafile: { inputs: {}, outputs: {} } };
  const bundles = FUNCTION_NAMES.map((name): [string, Bundle] => [
    name,
    { directory: folderOf(name), ...nothingKnown },
  ]);
  return Object.fromEntries(bundles) as Bundles;
}

/** A folder that lasts as long as this process: CDK copies assets out of it. */
function newFolder(): string {
  mkdirSync(BUILD, { recursive: true });
  const folder = mkdtempSync(join(BUILD, 'lambdas-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function run(task: PreparationTask): { mistakes: string[] } {
  const loader = IS_DEPENDENCY ? [] : ['--import', 'tsx'];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [...loader, PROGRAM, JSON.stringify(task)], {
    cwd: PROJECT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw new BundleError(`${task.bot} cannot be prepared: ${stderr}`);
  return JSON.parse(stdout);
}
