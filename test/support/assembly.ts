import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { readConfig } from '../../lib/config.ts';
import { type Settings, synthesize } from '../../local/synthesize.ts';
import { TEST_BOT } from './test-bot.ts';

/**
 * Synthesizes the app with these settings, and with the bot of our tests unless they name another: without the settings of
 * the user's stages, and without the resources that their bot has of its own.
 *
 * @param infrastructure the file with resources of a bot, from the root of the project
 */
export function synthesizeApp(settings: Settings = {}, infrastructure = NO_RESOURCES): Promise<string> {
  const isDefault = Object.keys(settings).length === 0 && infrastructure === NO_RESOURCES;
  // The app itself runs once, before all tests; elsewhere CDK is there already, and loading it takes half of the time.
  return synthesize({ ...OURS, ...settings }, infrastructure, isDefault ? undefined : inside);
}

/** No such file. */
const NO_RESOURCES = 'test/support/no-infrastructure';
const OURS = { bot: TEST_BOT, stages: {} };

/** The same by the app itself, in a process of its own, as `npm start` does it. */
export function synthesizeAlone(settings: Settings = {}, infrastructure = NO_RESOURCES): Promise<string> {
  return synthesize({ ...OURS, ...settings }, infrastructure);
}

/** Synthesizes in this process, without the checks of the bot and of cdk-nag. */
async function inside(outdir: string, context: Settings, infrastructure = NO_RESOURCES): Promise<void> {
  const { addInfrastructure } = await import('../../lib/bot-infrastructure.ts');
  const { bundleFunctions } = await import('../../lib/bundle.ts');
  const { webhookStack } = await import('./stack.ts');
  const folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  const bundles = await bundleFunctions(context.bot ?? TEST_BOT, folder);
  const stack = webhookStack(context, bundles, { outdir, analyticsReporting: false });
  if (infrastructure !== NO_RESOURCES) {
    const { default: add } = await import(join(import.meta.dirname, '..', '..', infrastructure));
    await addInfrastructure(add, stack, readConfig(context), infrastructure);
  }
  (stack.node.root as App).synth();
  await rm(folder, { recursive: true });
}

/** A copy of the synthesized app, to be changed. */
export interface AssemblyCopy {
  folder: string;
  remove(): Promise<void>;
}

export async function copyAssembly(): Promise<AssemblyCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'assembly-'));
  await cp(await synthesizeApp(), folder, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** Puts other code in the place of a function, which is given by the beginning of its id; its role and queues stay. */
export async function replaceCode({ folder }: AssemblyCopy, functionId: string, file: string): Promise<void> {
  const { Resources } = JSON.parse(await readFile(join(folder, 'Webhook.template.json'), 'utf8'));
  const [id] = Object.keys(Resources).filter((id) => id.startsWith(functionId) && 'Code' in Resources[id].Properties);
  const asset = Resources[`${id}`].Properties.Code.S3Key.replace(/\.zip$/, '');
  await cp(file, join(folder, `asset.${asset}`, 'index.mjs'));
}
