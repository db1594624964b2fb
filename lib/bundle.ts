import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import {
  type BuildFailure,
  type BuildOptions,
  build,
  context,
  type Message,
  type Metafile,
  type Plugin,
} from 'esbuild';
import { PACKAGE, PROJECT, SOURCE } from './places.ts';

/** The functions of the app; each is `lambdas/<name>/handler.ts`, which exports `handler`. */
export const FUNCTION_NAMES = ['ingest', 'processor', 'reply', 'reconcile', 'outbox', 'publisher'] as const;
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
  alias: { '@aws-sdk/credential-provider-node': `./lambdas/aws/default-provider${SOURCE}` },
  // The code has no link to the map, or Node would read the map at every start.
  sourcemap: 'external',
  sourcesContent: false,
  absWorkingDir: PACKAGE,
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
export async function bundleFunctions(bot: string, outdir: string): Promise<Bundles> {
  await rm(outdir, { recursive: true, force: true });
  const bundles = FUNCTION_NAMES.map(async (name) => [name, await bundleAlone(name, bot, join(outdir, name))]);
  return Object.fromEntries(await Promise.all(bundles)) as Bundles;
}

/** Bundles one function again and again: what has not changed is not read again, which takes half the time. */
export interface Bundler {
  /**
   * @param directory where the bundle is written, a sibling of the first one
   * @throws BundleError that names each file and line that cannot be bundled
   */
  bundle(directory: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Bundles one function alone, as `bundleFunctions` does.
 *
 * @param folder where its directories will be
 * @param isForDebugger whether names stay as they are, and the code has a link to its source map
 */
export async function createBundler(
  name: FunctionName,
  bot: string,
  folder: string,
  isForDebugger = false,
): Promise<Bundler> {
  const readable: BuildOptions = isForDebugger ? { minify: false, sourcemap: 'linked' } : {};
  const options = optionsFor(name, bot, join(folder, name));
  const building = await context({ ...options, ...readable, write: false });
  return {
    async bundle(directory) {
      const { outputFiles = [] } = await building.rebuild().catch(refuse(name));
      await mkdir(directory, { recursive: true });
      await Promise.all(outputFiles.map(({ path, contents }) => writeFile(join(directory, basename(path)), contents)));
    },
    stop: () => building.dispose(),
  };
}

const entryOf = (name: FunctionName): string => `lambdas/${name}/handler${SOURCE}`;

function optionsFor(name: FunctionName, bot: string, directory: string): BuildOptions {
  const plugins = [botPlugin(bot), requiredHttpPlugin()];
  return { ...OPTIONS, plugins, entryPoints: [entryOf(name)], outfile: join(directory, 'index.mjs') };
}

/** @throws BundleError */
function refuse(name: FunctionName): (error: unknown) => never {
  return (error) => {
    throw new BundleError(`${entryOf(name)} cannot be bundled:\n  ${mistakesIn(error).join('\n  ')}`, { cause: error });
  };
}

/** Replaces `lambdas/bot.ts` by the chosen bot. */
function botPlugin(bot: string): Plugin {
  return {
    name: 'bot',
    setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/bot\.[jt]s$/ }, () => ({ path: resolve(PROJECT, bot) })),
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

/**
 * Bundles one function, as `bundleFunctions` does all.
 *
 * @param directory where the bundle is written
 * @throws BundleError that names each file and line that cannot be bundled
 */
export async function bundleAlone(name: FunctionName, bot: string, directory: string): Promise<Bundle> {
  const { metafile } = await build({ ...optionsFor(name, bot, directory), metafile: true }).catch(refuse(name));
  const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith('index.mjs'));
  return { directory, bytes: output?.[1].bytes ?? 0, packages: packagesOf(output?.[1].inputs ?? {}), metafile };
}

/**
 * Bundles one program as the functions are bundled, to run it on this computer: with a source map in it.
 *
 * @param contents the program; it imports from the root of the project
 * @throws BundleError that names each file and line that cannot be bundled
 */
export async function bundleProgram(contents: string, outfile: string): Promise<void> {
  const stdin = { contents, resolveDir: PACKAGE, sourcefile: 'program.mjs' };
  const plugins = [requiredHttpPlugin()];
  try {
    await build({ ...OPTIONS, minify: false, sourcemap: 'inline', plugins, stdin, outfile });
  } catch (error) {
    throw new BundleError(mistakesIn(error).join('\n'), { cause: error });
  }
}

/** Each mistake with its place, and what to do about it where that is known. */
function mistakesIn(error: unknown): string[] {
  return (error as Partial<BuildFailure>).errors?.map(describeMistake) ?? [String(error)];
}

function describeMistake({ location, text }: Message): string {
  const noDefault = /^No matching export in "(.+)" for import "default"/.exec(text);
  if (noDefault?.[1] !== undefined)
    return `${shown(resolve(PACKAGE, noDefault[1]))} exports no bot: it needs \`export default defineBot({ … })\``;
  const place = location ? `${shown(resolve(PACKAGE, location.file))}:${location.line}:${location.column}: ` : '';
  return `${place}ERROR: ${text}${adviceOn(text)}`;
}

function adviceOn(text: string): string {
  const missing = /^Could not resolve "(.+)"$/.exec(text)?.[1];
  if (missing === undefined) return '';
  if (/^[./]/.test(missing)) return ': there is no such file; correct the path, with the ending of the file';
  return `: install it with \`npm install ${/^(@[^/]+\/)?[^/]+/.exec(missing)?.[0]}\`, or correct the name`;
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

/** A file as people are shown it: from the root of the project, if it is in there. */
export function shown(file: string): string {
  const path = relative(PROJECT, resolve(PROJECT, file));
  return path.startsWith('..') ? resolve(PROJECT, file) : path;
}
