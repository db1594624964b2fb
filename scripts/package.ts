// Makes the npm package in build/package, and packs it: what `npm publish` would take.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { bundlePage, PAGE_SCRIPT, PAGE_STYLE } from '../local/inspector/page-bundle.ts';
import { packageJson } from './package-json.ts';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'build', 'package');
const PAGE = join('local', 'inspector', 'page');

/** What is taken as it is. */
const FILES = ['README.md', 'CHANGELOG.md', 'LICENSE', 'docs', 'template', join(PAGE, 'page.html')];

/** Plain JavaScript that the compiler does not see. */
const SCRIPTS = ['local/cloud/functions/runtime.mjs', 'local/cloud/functions/watch.mjs', 'cli/bot/thread.mjs'];

await rm(OUT, { recursive: true, force: true });
execFileSync('npx', ['tsc', '-p', 'tsconfig.package.json'], { cwd: ROOT, stdio: 'inherit' });
const manifest = packageJson(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
await writeFile(join(OUT, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
await removePrivateTypes();
for (const file of FILES) await cp(join(ROOT, file), join(OUT, file), { recursive: true, filter: isNoImage });
for (const file of SCRIPTS) await copyScript(file);
const { script, style } = await bundlePage(join(ROOT, PAGE));
await writeFile(join(OUT, PAGE, PAGE_SCRIPT), script);
await writeFile(join(OUT, PAGE, PAGE_STYLE), style);
execFileSync('npm', ['pack', OUT, '--silent', '--pack-destination', join(ROOT, 'build')], {
  cwd: ROOT,
  stdio: 'inherit',
});

/** The program in a thread imports TypeScript here, and what was made of it there. */
async function copyScript(file: string): Promise<void> {
  await mkdir(dirname(join(OUT, file)), { recursive: true });
  const text = await readFile(join(ROOT, file), 'utf8');
  await writeFile(join(OUT, file), text.replace(/(import\('\.\/[\w-]+)\.ts'\)/g, "$1.js')"));
}

/** Only the types are kept that the exports lead to. */
async function removePrivateTypes(): Promise<void> {
  const kept = new Set<string>();
  const queue = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [resolve(OUT, entry.types)],
  );
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    const text = await readFile(file, 'utf8');
    for (const [, target = ''] of text.matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
      queue.push(resolve(dirname(file), target.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  for (const entry of await readdir(OUT, { recursive: true })) {
    const file = join(OUT, entry);
    if (entry.endsWith('.d.ts') && !kept.has(file)) await rm(file);
  }
}

/** Pictures are for the page of the repository. */
function isNoImage(path: string): boolean {
  return !relative(ROOT, path).startsWith(join('docs', 'images'));
}
