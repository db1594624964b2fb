import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IS_DEPENDENCY } from '../../lib/places.ts';

/** The files of a page that was bundled. */
export const PAGE_SCRIPT = 'page.js';
export const PAGE_STYLE = 'page.min.css';

/** What a browser loads in addition to the page itself. */
export interface PageBundle {
  script: string;
  style: string;
}

/**
 * Bundles the page in memory.
 *
 * @param folder holds `main.tsx` and `page.css`
 * @throws Error that names each file and line that cannot be bundled
 */
export async function bundlePage(folder: string): Promise<PageBundle> {
  if (IS_DEPENDENCY) return readBundle(folder);
  const { build, stop } = await import('esbuild');
  const outputs = await build({
    entryPoints: { page: join(folder, 'main.tsx'), style: join(folder, 'page.css') },
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
    // The process of esbuild has nothing more to do.
  }).finally(stop);
  const textOf = (name: string) => outputs.outputFiles.find(({ path }) => path.endsWith(name))?.text ?? '';
  return { script: textOf('page.js'), style: textOf('style.css') };
}

/** The package that others install holds the page as it was bundled for it. */
async function readBundle(folder: string): Promise<PageBundle> {
  const [script = '', style = ''] = await Promise.all(
    [PAGE_SCRIPT, PAGE_STYLE].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { script, style };
}
