import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILD, PROJECT } from '../lib/places.ts';
import { isRunning } from '../operations/state-file.ts';
import { runApp } from './run-app.ts';

/**
 * Synthesizes an app as `cdk synth` does, by the command that starts it. Nobody knows what it depends on, so it
 * is synthesized at each start.
 *
 * @param command the one in `cdk.json`, where it is left out
 * @returns the folder of the cloud assembly, which belongs to this process
 * @throws Error when there is no command, or the app cannot be synthesized; what it printed is in the message
 */
export async function synthesizeApp(command?: string): Promise<string> {
  const { app, context = {} } = await readCdkJson();
  const line = command ?? app;
  if (line === undefined) {
    throw new Error(`${PROJECT} has no cdk.json with an \`app\`: name the command with --app 'npx tsx app.ts'`);
  }
  await removeOld();
  const assembly = join(BUILD, `assembly.${process.pid}`);
  await rm(assembly, { recursive: true, force: true });
  await runApp({ command: line, assembly, context });
  return assembly;
}

async function readCdkJson(): Promise<{ app?: string; context?: Record<string, unknown> }> {
  const text = await readFile(join(PROJECT, 'cdk.json'), 'utf8').catch(() => '{}');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`cdk.json is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** Removes the assemblies of processes that are gone. */
async function removeOld(): Promise<void> {
  const entries = await readdir(BUILD).catch(() => []);
  const old = entries.filter((entry) => entry.startsWith('assembly.') && !isRunning(Number(entry.split('.')[1])));
  await Promise.all(old.map((entry) => rm(join(BUILD, entry), { recursive: true, force: true })));
}
