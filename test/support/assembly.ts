import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Settings, synthesize } from '../../local/synthesize.ts';
import { TEST_BOT } from './test-bot.ts';

/**
 * Synthesizes the app with these settings, and with the bot of our tests unless they name another: without the settings of
 * the user's stages, and without the resources that their bot has of its own.
 */
export function synthesizeApp(
  settings: Settings = {},
  infrastructure = 'test/support/no-infrastructure',
): Promise<string> {
  return synthesize({ bot: TEST_BOT, stages: {}, ...settings }, infrastructure);
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
