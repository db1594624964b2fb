import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BuildFailure, type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** The functions of the app; each is `lambdas/<name>/handler.ts`, which exports `handler`. */
export const FUNCTION_NAMES = ['ingest', 'processor', 'reply', 'reconcile'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export interface Bundle {
  /** The folder that becomes the function's code: `index.mjs` and its source map. */
  directory: string;
  /** The size of `index.mjs`, in bytes. */
  bytes: number;
  /** The packages in the bundle, as folders from the project's root, such as `node_modules/tslib`. */
  packages: string[];
  /** esbuild's report: the files in the bundle, their sizes and imports. */
  metafile: Metafile;
}
export type Bundles = Record<FunctionName, Bundle>;

const OPTIONS: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': './lambdas/aws/default-provider.ts' },
  // The code has no link to the map, or Node would read the map at every start.
  sourcemap: 'external',
  sourcesContent: false,
  absWorkingDir: ROOT,
  logLevel: 'silent',
  // CommonJS dependencies call require(), which an ES module does not have.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
};

/** Source code that cannot be bundled. */
export class BundleError extends Error {
  override name = 'BundleError';
}

/**
 * Bundles every function of the app with esbuild's JavaScript API, which allows plugins.
 *
 * @param bot the file with the bot, from the root of the project
 * @param outdir where the bundles are written, one folder each; earlier content is removed
 * @throws BundleError that names each file and line that cannot be bundled
 */
export async function bundleFunctions(bot: string, outdir = join(ROOT, 'build', 'lambdas')): Promise<Bundles> {
  await rm(outdir, { recursive: true, force: true });
  const options = { ...OPTIONS, plugins: [botPlugin(bot), requiredHttpPlugin()] };
  const bundles = FUNCTION_NAMES.map(async (name) => [name, await bundleFunction(name, join(outdir, name), options)]);
  return Object.fromEntries(await Promise.all(bundles)) as Bundles;
}

/** Replaces `lambdas/bot.ts` by the chosen bot. */
function botPlugin(bot: string): Plugin {
  return {
    name: 'bot',
    setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/bot\.ts$/ }, () => ({ path: resolve(ROOT, bot) })),
  };
}

/**
 * Loads `node:http` and `node:https` by require(). An import reads all their exports, and since Node 22 one of these
 * loads undici: 15 ms at every cold start.
 */
function requiredHttpPlugin(): Plugin {
  return {
    name: 'required-http',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(node:)?https?$/ }, ({ path, namespace }) =>
        namespace === 'required' ? { path, external: true } : { path, namespace: 'required' },
      );
      onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
        contents: `module.exports = require('${path}')`,
      }));
    },
  };
}

async function bundleFunction(name: FunctionName, directory: string, options: BuildOptions): Promise<Bundle> {
  const outfile = join(directory, 'index.mjs');
  const entry = `lambdas/${name}/handler.ts`;
  try {
    const { metafile } = await build({ ...options, metafile: true, entryPoints: [entry], outfile });
    const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith('index.mjs'));
    return { directory, bytes: output?.[1].bytes ?? 0, packages: packagesOf(output?.[1].inputs ?? {}), metafile };
  } catch (error) {
    throw new BundleError(`${entry} cannot be bundled: ${(error as BuildFailure).message}`, { cause: error });
  }
}

function packagesOf(inputs: Metafile['outputs'][string]['inputs']): string[] {
  const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = used.map(([file]) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** The sizes of the bundles in one line, such as `Bundles: ingest 310 KB, processor 402 KB, reply 395 KB`. */
export function describeSizes(bundles: Bundles): string {
  const sizes = FUNCTION_NAMES.map((name) => `${name} ${Math.round(bundles[name].bytes / 1024)} KB`);
  return `Bundles: ${sizes.join(', ')}`;
}
