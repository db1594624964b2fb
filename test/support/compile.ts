import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');
const COMPILED = join(ROOT, 'build', 'compiled');

/** What the tests run as processes, again and again: tsx would compile each of them at every start. */
const ENTRIES = [
  'cli/main.ts',
  'local/start.ts',
  'test/local/cloud/fixtures/run-cloud.ts',
  'test/support/bare-cloud.ts',
] as const;

/** Compiles all of them; the packages stay where they are. */
export async function compile(): Promise<void> {
  await build({
    entryPoints: [...ENTRIES],
    absWorkingDir: ROOT,
    outbase: '.',
    outdir: COMPILED,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    plugins: [dirnamePlugin()],
  });
}

/** The compiled form of a file, given from the root of the project. */
export function compiled(entry: (typeof ENTRIES)[number]): string {
  return join(COMPILED, entry.replace(/\.ts$/, '.mjs'));
}

/** Code looks for other files from where it was written. */
function dirnamePlugin(): Plugin {
  return {
    name: 'dirname',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const code = await readFile(path, 'utf8');
        const contents = code
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
          .replaceAll('import.meta.filename', JSON.stringify(path));
        return { loader: 'ts', contents };
      }),
  };
}
