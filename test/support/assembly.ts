import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { type Settings, synthesize } from '../../local/synthesize.ts';
import { TEST_BOT } from './test-bot.ts';

/**
 * Synthesizes the app with these settings, and with the bot of our tests unless they name another: without the settings of
 * the user's stages, and without the resources that their bot has of its own, unless a file with some is named.
 */
export function synthesizeApp(settings: Settings = {}, infrastructure?: string): Promise<string> {
  const all = { bot: TEST_BOT, stages: {}, ...settings };
  // The app itself runs once, before all tests; here CDK is there already, and loading it takes half of the time.
  if (infrastructure === undefined && Object.keys(settings).length > 0) return synthesize(all, NO_RESOURCES, inside);
  return synthesize(all, infrastructure ?? NO_RESOURCES);
}

/** No such file. */
export const NO_RESOURCES = 'test/support/no-infrastructure';

/** Synthesizes in this process, without the checks of the bot and of cdk-nag. */
async function inside(outdir: string, context: Settings): Promise<void> {
  const { bundleFunctions } = await import('../../lib/bundle.ts');
  const { webhookStack } = await import('./stack.ts');
  const folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  const bundles = await bundleFunctions(context.bot ?? TEST_BOT, folder);
  const stack = webhookStack(context, bundles, { outdir, analyticsReporting: false });
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
