// Packs the npm package, and uses it as somebody else would: an app with nothing of ours but the tarball, in a path
// with spaces. It installs from npm's cache, and from the registry what is missing there.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');
const OWN = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const TARBALL = join(ROOT, 'build', `${OWN.name}-${OWN.version}.tgz`);
const MAX_BYTES = 1_000_000;

/** How long the app may take to start, and to answer, on a machine that is busy with other work. */
const PATIENCE_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'somebody else '));
const project = join(folder, 'their app');
try {
  await tryPackage();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function tryPackage(): Promise<void> {
  step('packs', () => run('npx', ['tsx', 'scripts/package.ts'], ROOT));
  const { size } = statSync(TARBALL);
  check(size <= MAX_BYTES, `the package takes ${size} bytes; allowed are ${MAX_BYTES}`);
  step(`is made by init; the package takes ${Math.round(size / 1000)} KB`, () => {
    const bin = join(ROOT, 'build', 'package', 'cli', 'bin.js');
    run(process.execPath, [bin, 'init', 'their app', '--package', `file:${TARBALL}`], folder);
    pinVersions();
  });
  step('needs no package of the local cloud for its commands, and says which ones it needs to start', () => {
    const bare = join(folder, 'bare');
    mkdirSync(bare);
    writeFileSync(join(bare, 'package.json'), '{}');
    run('npm', ['install', TARBALL, '--prefer-offline', '--no-audit', '--no-fund'], bare);
    run('npx', ['pilot-status', 'status', '--help'], bare);
    const said = failing('npx', ['pilot-status', 'start'], bare);
    check(/run `npm install --save-dev dynalite/.test(said), `start said: ${said}`);
  });
  step('installs', () => run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], project));
  step('passes its test', () => run('npm', ['test'], project));
  step('has right types', () => run('npm', ['run', 'types'], project));
  await answers('starts, and answers', ['--app', 'npx tsx app.ts', '--port', '0'], 'Hello there, you wrote: oi');

  // From here on it is an app with two stages, two webhooks in one of them, cdk-nag, and rules of a company.
  cpSync(join(import.meta.dirname, 'app'), project, { recursive: true });
  step('has right types with two webhooks', () => run('npm', ['run', 'types'], project));
  step('synthesizes, and passes cdk-nag', () => run('npx', ['cdk', 'synth', '--quiet', '--no-notices'], project));
  const outputs = Object.keys(readTemplate('Prod').Outputs);
  for (const output of ['SalesLedgerTable', 'SupportLedgerTable']) {
    check(outputs.includes(output), `the stack has no output ${output}`);
  }
  if (hasCfnLint()) {
    step('has a template that cfn-lint accepts', () => run('cfn-lint', [templateOf('Prod')], project));
  }
  const assembly = ['--assembly', 'cdk.out', '--stack', 'Prod/Shop', '--webhook', 'Support', '--port', '0'];
  await answers('starts one of two webhooks, and answers', assembly, 'Uma pessoa responde já.');
}

/** The versions of the template may grow; here they are those that were installed for our own tests. */
function pinVersions(): void {
  const file = join(project, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const pinned = (versions: Record<string, string>) =>
    Object.fromEntries(Object.entries(versions).map(([name, version]) => [name, version.replace(/^\^/, '')]));
  manifest.dependencies = pinned(manifest.dependencies);
  manifest.devDependencies = { ...pinned(manifest.devDependencies), 'cdk-nag': OWN.devDependencies['cdk-nag'] };
  writeFileSync(file, JSON.stringify(manifest, null, 2));
}

/** Starts the app, delivers a message, and waits for the reply. */
async function answers(what: string, options: string[], reply: string): Promise<void> {
  const startedAt = Date.now();
  const npx = ['pilot-status', 'start', '--json', '--no-inspector', ...options];
  const app = spawn('npx', npx, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let printed = '';
  for (const stream of [app.stdout, app.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const seen = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end && app.exitCode === null; await setTimeout(100)) {
      const found = pattern.exec(printed);
      if (found) return found;
    }
    throw new Error(`${what}: ${pattern} was not printed:\n${printed}`);
  };
  try {
    const [, url = ''] = await seen(/"webhookUrl":"([^"]+)"/);
    const { status } = await fetch(url, { method: 'POST', body: JSON.stringify(message()) });
    check(status === 200, `the delivery was answered with ${status}`);
    await seen(/"step":"sent".*/);
    await seen(new RegExp(`"characters":${reply.length}\\b`));
    const state = run('npx', ['pilot-status', 'status', '--local', '--json'], project);
    check(/"endpoint"/.test(state), `status printed ${state}`);
  } finally {
    if (app.pid !== undefined && app.exitCode === null) process.kill(-app.pid, 'SIGINT');
    if (app.exitCode === null) await new Promise((resolve) => app.once('close', resolve));
  }
  say(what, startedAt);
}

function message() {
  const data = {
    ...{ id: 'cmm04obm46zz0qv4ycjp8x6r2', messageId: 'msg_in_id', numberId: 'cmm0abc123', fromMe: false },
    ...{ from: '+5511999999999', to: '+5511888888888', type: 'text', content: 'oi' },
    createdAt: new Date().toISOString(),
  };
  return { event: 'message.received', data };
}

function templateOf(stage: string): string {
  const out = join(project, 'cdk.out', `assembly-${stage}`);
  const { artifacts } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  const stack = Object.values<{ properties?: { templateFile?: string } }>(artifacts).find(
    ({ properties }) => properties?.templateFile !== undefined,
  );
  return join(out, stack?.properties?.templateFile ?? '');
}

function readTemplate(stage: string): { Outputs: Record<string, unknown> } {
  return JSON.parse(readFileSync(templateOf(stage), 'utf8'));
}

function hasCfnLint(): boolean {
  try {
    run('cfn-lint', ['--version'], ROOT);
    return true;
  } catch {
    return false;
  }
}

function run(command: string, args: string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** What a command prints that must fail. */
function failing(command: string, args: string[], cwd: string): string {
  try {
    return `It did not fail: ${run(command, args, cwd)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function step(what: string, work: () => void): void {
  const startedAt = Date.now();
  work();
  say(what, startedAt);
}

function say(what: string, startedAt: number): void {
  process.stdout.write(`✓ ${what} (${((Date.now() - startedAt) / 1000).toFixed(0)} s)\n`);
}

function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
