import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BUILD, PROJECT as ROOT } from '../lib/places.ts';
import { isRunning } from '../operations/state-file.ts';
import { runApp } from './run-app.ts';

/** Everything that the template and the bundles are made from. */
const SOURCES = ['lib', 'lambdas', 'bot', 'cdk.json', 'tsconfig.json', 'package-lock.json'];

/** Settings on top of those in `cdk.json`, as `-c` gives them. */
export type Settings = Readonly<Record<string, unknown>> & { bot?: string };

/**
 * Synthesizes the app as `cdk synth` does, unless nothing has changed since the last time. The folder is named after the
 * sources, and never changes: another local cloud may run what is in it.
 *
 * @param infrastructure the file with the bot's own resources, instead of `bot/infrastructure.ts`; for tests
 * @param run what synthesizes, instead of a process of its own; for tests
 * @returns the folder of the cloud assembly
 * @throws Error when the app cannot be synthesized; what it printed is in the message
 */
export async function synthesize(settings: Settings = {}, infrastructure?: string, run = runOwnApp): Promise<string> {
  const folder = join(BUILD, folderFor({ ...settings, ...(infrastructure && { infrastructure }) }));
  const own = [settings.bot, infrastructure].filter((file) => file !== undefined);
  const fingerprint = (await fingerprintOf([...SOURCES, ...own])).slice(0, 16);
  const assembly = join(folder, fingerprint);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${fingerprint}.${process.pid}`), '');
  if (!(await exists(assembly))) {
    drafts += 1;
    const draft = join(folder, `draft-${drafts}.${process.pid}`);
    await run(draft, { ...(await contextOf()), ...settings }, infrastructure).catch(async (error) => {
      await rm(draft, { recursive: true, force: true });
      throw error;
    });
    // Where another process was faster, the same is there already.
    await rename(draft, assembly).catch(() => rm(draft, { recursive: true }));
  }
  await removeUnused(folder, fingerprint);
  return assembly;
}

/** Removes the assemblies that no running process has asked for. */
async function removeUnused(folder: string, current: string): Promise<void> {
  const entries = (await readdir(folder)).map((entry) => ({ entry, ...partsOf(entry) }));
  const used = new Set([current, ...entries.filter(({ pid }) => isRunning(pid)).map(({ name }) => name)]);
  const unused = entries.filter(({ name, pid }) => (pid === undefined ? !used.has(name) : !isRunning(pid)));
  await Promise.all(unused.map(({ entry }) => rm(join(folder, entry), { recursive: true, force: true })));
}

/** `<fingerprint>` is an assembly, `<fingerprint>.<pid>` says who uses it, and `draft-<n>.<pid>` is not done. */
function partsOf(entry: string): { name: string; pid: number | undefined } {
  const [name = '', pid] = entry.split('.');
  return { name, pid: pid === undefined ? undefined : Number(pid) };
}

let drafts = 0;

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The file with the bot, from the root of the project: that of `cdk.json`, where no other one is given. */
export async function botFile(bot?: string): Promise<string> {
  return bot ?? (await contextOf()).bot ?? 'lambdas/bot.ts';
}

async function contextOf(): Promise<Settings> {
  return JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')).context;
}

function folderFor(settings: Settings): string {
  if (Object.keys(settings).length === 0) return 'local';
  return `local-${createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8)}`;
}

/** Runs the app, which writes to the folder of the assembly. */
function runOwnApp(assembly: string, context: Settings, infrastructure?: string): Promise<void> {
  const env = infrastructure === undefined ? {} : { BOT_INFRASTRUCTURE: infrastructure };
  return runApp({ command: process.execPath, args: ['--import', 'tsx', 'lib/app.ts'], assembly, context, env });
}

async function fingerprintOf(sources: string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) {
    // A bot need not have resources of its own.
    for (const file of await filesIn(source))
      hash.update(file).update(await readFile(resolve(ROOT, file)).catch(() => ''));
  }
  return hash.digest('hex');
}

async function filesIn(source: string): Promise<string[]> {
  const entries = await readdir(resolve(ROOT, source), { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [source];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(ROOT.length + 1)).sort();
}
