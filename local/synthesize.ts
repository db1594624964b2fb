import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** Everything that the template and the bundles are made from. */
const SOURCES = ['lib', 'lambdas', 'bot', 'cdk.json', 'tsconfig.json', 'package-lock.json'];

/** Settings on top of those in `cdk.json`, as `-c` gives them. */
export type Settings = Readonly<Record<string, unknown>> & { bot?: string };

/**
 * Synthesizes the app as `cdk synth` does, into a folder of its own, unless nothing has changed since the last time.
 *
 * @param infrastructure the file with the bot's own resources, instead of `bot/infrastructure.ts`; for tests
 * @returns the folder of the cloud assembly
 * @throws Error when the app cannot be synthesized; what it printed is in the message
 */
export async function synthesize(settings: Settings = {}, infrastructure?: string): Promise<string> {
  const assembly = join(ROOT, 'build', folderFor({ ...settings, ...(infrastructure && { infrastructure }) }));
  const own = [settings.bot, infrastructure].filter((file) => file !== undefined);
  const fingerprint = await fingerprintOf([...SOURCES, ...own]);
  const fingerprintFile = join(assembly, 'fingerprint');
  if ((await readFile(fingerprintFile, 'utf8').catch(() => '')) === fingerprint) return assembly;
  await rm(assembly, { recursive: true, force: true });
  await runApp(assembly, settings, infrastructure);
  await writeFile(fingerprintFile, fingerprint);
  return assembly;
}

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

async function runApp(assembly: string, settings: Settings, infrastructure?: string): Promise<void> {
  const app = spawn(process.execPath, ['--import', 'tsx', 'lib/app.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...(infrastructure && { BOT_INFRASTRUCTURE: infrastructure }),
      CDK_OUTDIR: assembly,
      CDK_CONTEXT_JSON: JSON.stringify({ ...(await contextOf()), ...settings }),
      // CDK's own check of the template takes seconds; cdk synth and cdk deploy make it.
      CDK_VALIDATION: 'false',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  app.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const code = await new Promise((resolve, reject) => app.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`The app cannot be synthesized:\n${printed.trim()}`);
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
