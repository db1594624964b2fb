import { join } from 'node:path';

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
