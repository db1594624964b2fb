import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const ASSEMBLY = join(ROOT, 'build', 'local');
const FINGERPRINT = join(ASSEMBLY, 'fingerprint');

/** Everything that the template and the bundles are made from. */
const SOURCES = ['lib', 'lambdas', 'cdk.json', 'tsconfig.json', 'package-lock.json'];

/**
 * Synthesizes the app as `cdk synth` does, into a folder of its own, unless nothing has changed since the last time.
 *
 * @returns the folder of the cloud assembly
 * @throws Error when the app cannot be synthesized; what it printed is in the message
 */
export async function synthesize(): Promise<string> {
  const fingerprint = await fingerprintOf(SOURCES);
  if ((await readFile(FINGERPRINT, 'utf8').catch(() => '')) === fingerprint) return ASSEMBLY;
  await rm(ASSEMBLY, { recursive: true, force: true });
  await runApp();
  await writeFile(FINGERPRINT, fingerprint);
  return ASSEMBLY;
}

async function runApp(): Promise<void> {
  const { context } = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8'));
  const app = spawn(process.execPath, ['--import', 'tsx', 'lib/app.ts'], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: ASSEMBLY, CDK_CONTEXT_JSON: JSON.stringify(context) },
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
    for (const file of await filesIn(source)) hash.update(file).update(await readFile(join(ROOT, file)));
  }
  return hash.digest('hex');
}

async function filesIn(source: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, source), { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [source];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(ROOT.length + 1)).sort();
}
