import { type FSWatcher, watch } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Bundler, FunctionName } from '../lib/bundle.ts';
import { BUILD, PACKAGE, PROJECT } from '../lib/places.ts';
import { functionName } from '../operations/steps.ts';
import type { Cloud } from './cloud/cloud.ts';

/** What came of a change to the sources. */
export type Reloaded =
  | { step: 'reloaded'; file: string; ms: number }
  /** The old code is still in use. */
  | { step: 'not reloaded'; file: string; reason: string }
  /** The new code is in use, and the types of the bot are wrong. */
  | { step: 'types wrong'; file: string; reason: string }
  /** What changed makes the template, not the code of a function. */
  | { step: 'restart needed'; file: string };

interface ReloadOptions {
  cloud: Pick<Cloud, 'functions' | 'replaceCode' | 'variables'>;
  /** The file with the bot. */
  bot: string;
  /** The function that a debugger may attach to: it is replaced at once, by code with a source map. */
  inspected?: FunctionName | undefined;
  onReloaded(reloaded: Reloaded): void;
}

/** An editor writes a file in several steps, and several files at a time: all within so many ms are one change. */
const DEBOUNCE_MS = 60;

/**
 * Watches the sources, and replaces the code of those functions that a change is about.
 *
 * @returns a function that ends it
 */
export async function reloadOnChange({
  cloud,
  bot,
  inspected,
  onReloaded,
}: ReloadOptions): Promise<() => Promise<void>> {
  const outdir = join(BUILD, `reloaded-${process.pid}`);
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  /** The functions whose code is made from each file. */
  const users = new Map<string, Set<string>>();
  const bundlers = new Map<FunctionName, Promise<Bundler>>();
  /** The functions that could not be bundled: any change may be what they wait for. */
  const broken = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let count = 0;
  let isStopped = false;
  let work: Promise<unknown> = Promise.resolve();
  let types: Promise<unknown> = Promise.resolve();

  function observe(folder: string, recursive: boolean): void {
    if (isStopped || watchers.has(folder)) return;
    const watcher = watch(folder, { recursive }, (_, name) => {
      if (name === null) return;
      changed.add(join(folder, name));
      clearTimeout(timer);
      timer = setTimeout(() => {
        work = work.then(takeChanges);
      }, DEBOUNCE_MS);
    });
    // A folder that is gone changes no more.
    watcher.on('error', () => watcher.close());
    watchers.set(folder, watcher);
  }

  function bundlerOf(name: FunctionName): Promise<Bundler> {
    const bundler =
      bundlers.get(name) ??
      import('../lib/bundle.ts').then(({ createBundler }) => createBundler(name, bot, outdir, name === inspected));
    bundlers.set(name, bundler);
    return bundler;
  }

  async function learn(id: string, codePath: string): Promise<void> {
    for (const file of await sourcesOf(codePath)) {
      users.set(file, (users.get(file) ?? new Set()).add(id));
      if (!isWithin(LAMBDAS, file)) observe(dirname(file), false);
    }
  }

  async function takeChanges(): Promise<void> {
    const files = [...changed];
    changed.clear();
    const template = files.find((file) => isWithin(LIB, file));
    if (template !== undefined) onReloaded({ step: 'restart needed', file: relative(PROJECT, template) });
    const ids = new Set(files.flatMap((file) => [...(users.get(file) ?? [])]));
    if (files.some((file) => /\.[cm]?[jt]sx?$|\.json$/.test(file))) for (const id of broken) ids.add(id);
    if (ids.size === 0 || isStopped) return;
    const file = shown(files.find((file) => users.has(file)) ?? files[0] ?? '');
    const reloaded = await replace([...ids], file);
    onReloaded(reloaded);
    const version = count;
    if (reloaded.step === 'reloaded' && hasBot([...ids])) types = types.then(() => checkTypes(file, version));
  }

  /**
   * Takes longer than all the rest, so the new code does not wait for it, and its answers go first. One runs at a time,
   * for the last save.
   */
  async function checkTypes(file: string, version: number): Promise<void> {
    if (version !== count || isStopped) return;
    const { mistakesInTypes } = await import('../lib/check-bot.ts');
    const reason = (await mistakesInTypes(bot, secretsIn(cloud.variables), constants.priority.PRIORITY_LOW))
      .map(({ message }) => message)
      .join('\n');
    if (reason !== '' && version === count && !isStopped) onReloaded({ step: 'types wrong', file, reason });
  }

  async function replace(ids: string[], file: string): Promise<Reloaded> {
    const startedAt = performance.now();
    try {
      count += 1;
      for (const id of ids) broken.add(id);
      const checked = hasBot(ids) ? checkLoading(bot, cloud.variables) : undefined;
      const bundling = Promise.all(
        ids.map(async (id) => {
          const name = functionName(id) as FunctionName;
          const directory = join(outdir, `${name}-${count}`);
          await (await bundlerOf(name)).bundle(directory);
          return { id, directory };
        }),
      );
      // A bundler that is asked again before it is done gives the older answer.
      const [bundles] = await Promise.all([bundling, checked]).finally(() => Promise.allSettled([bundling]));
      await Promise.all(bundles.map(({ id, directory }) => cloud.replaceCode(id, directory)));
      for (const { id, directory } of bundles) {
        broken.delete(id);
        await learn(id, directory);
      }
      return { step: 'reloaded', file, ms: Math.round(performance.now() - startedAt) };
    } catch (error) {
      return { step: 'not reloaded', file, reason: (error as Error).message };
    }
  }

  for (const folder of [LAMBDAS, LIB]) observe(folder, true);
  const readable = cloud.functions.filter(({ id }) => functionName(id) === inspected).map(({ id }) => id);
  if (readable.length > 0) {
    const replaced = await replace(readable, bot);
    if (replaced.step !== 'reloaded') onReloaded(replaced);
  }
  await Promise.all(cloud.functions.map(({ id, codePath }) => learn(id, codePath)));
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    await work;
    await types;
    await Promise.all([...bundlers.values()].map(async (bundler) => (await bundler).stop()));
    await rm(outdir, { recursive: true, force: true });
  };
}

/** What came of a change, in a sentence for people. */
export function reloadedText(reloaded: Reloaded): string {
  const { file } = reloaded;
  switch (reloaded.step) {
    case 'reloaded':
      return `${file} changed; the new code is in use after ${(reloaded.ms / 1000).toFixed(1)} s`;
    case 'not reloaded':
      return `${file} changed; the old code is still in use: ${reloaded.reason}`;
    case 'types wrong':
      return `${file} changed; the new code is in use, but its types are wrong: ${reloaded.reason}`;
    case 'restart needed':
      return `${file} changed: it makes the template, so restart npm start to use it`;
  }
}

const LAMBDAS = join(PACKAGE, 'lambdas');
const LIB = join(PACKAGE, 'lib');

function hasBot(ids: string[]): boolean {
  return ids.some((id) => functionName(id) === 'processor');
}

/**
 * Checks all but the types, as synthesis does: with the variables of the functions, and texts instead of secrets.
 *
 * @throws BundleError
 */
async function checkLoading(bot: string, { BOT_SECRETS, ...variables }: Record<string, string>): Promise<void> {
  const { checkBot } = await import('../lib/check-bot.ts');
  const secrets = Object.fromEntries(secretsIn({ BOT_SECRETS }).map((name) => [name, 'unknown']));
  const env = { PATH: process.env.PATH, AWS_REGION: 'us-east-1', ...variables, ...secrets };
  await checkBot({ bot, env, types: Promise.resolve([]) });
}

/** The names of the bot's secrets, in the variables of the functions. */
function secretsIn({ BOT_SECRETS = '{}' }: { BOT_SECRETS?: string | undefined }): string[] {
  return Object.keys(JSON.parse(BOT_SECRETS));
}

function isWithin(folder: string, file: string): boolean {
  return file.startsWith(join(folder, '/'));
}

/** A file of the project from its root, any other one by its whole path. */
function shown(file: string): string {
  return isWithin(PROJECT, file) ? relative(PROJECT, file) : file;
}

/** The user's files that a bundle is made from, as its source map has them: from the folder where it was made. */
async function sourcesOf(codePath: string): Promise<string[]> {
  const map = JSON.parse(await readFile(join(codePath, 'index.mjs.map'), 'utf8').catch(() => '{"sources":[]}'));
  const sources: string[] = map.sources;
  return sources
    .filter((source) => !source.includes('node_modules/') && !source.includes('required:'))
    .map((source) => resolve(BUILD, 'lambdas', 'any', source));
}
