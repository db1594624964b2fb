import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSettingOrCdkKey } from './config.ts';

type Context = Readonly<Record<string, unknown>>;

/** The files of which CDK makes the context of an app, but for the command line, which is above all of them. */
export interface ContextFiles {
  /** `cdk.json`, which is written for this app. */
  own: Context;
  /** Those in which there may be keys of others, by the name that a person knows them by. */
  foreign: Readonly<Record<string, Context>>;
}

/**
 * Reads what CDK has read. A file that is missing or no JSON holds nothing: CDK stops at one that is wrong before it starts
 * the app.
 */
export function readContextFiles(project = process.cwd(), home = homedir()): ContextFiles {
  return {
    own: objectIn(readJson(join(project, 'cdk.json')).context),
    foreign: {
      'cdk.context.json': readJson(join(project, 'cdk.context.json')),
      '~/.cdk.json': objectIn(readJson(join(home, '.cdk.json')).context),
    },
  };
}

/**
 * Takes out the keys that are no settings and that nobody gave to this app: they stand in `cdk.context.json`, where CDK and
 * other tools write things down, or in `~/.cdk.json`, which holds for every app of the user. A key that stands in `cdk.json`
 * or came by `-c` stays, to be told as a mistake.
 *
 * @returns what is left, and the keys that were taken out, each with its file
 */
export function withoutForeignKeys(
  context: Context,
  files: ContextFiles,
): { context: Context; foreign: { key: string; file: string }[] } {
  const foreign: { key: string; file: string }[] = [];
  const isForeign = (path: string[], value: unknown): boolean => {
    const file = isSettingOrCdkKey(path.at(-1) ?? '') ? undefined : fileOf(path, value, files);
    if (file !== undefined) foreign.push({ key: path.join('.'), file });
    return file !== undefined;
  };
  const keptOf = (values: Context, path: string[]): Context =>
    Object.fromEntries(Object.entries(values).filter(([key, value]) => !isForeign([...path, key], value)));

  const { stages, ...top } = context;
  const kept = keptOf(top, []);
  if (!isObject(stages)) return { context: stages === undefined ? kept : { ...kept, stages }, foreign };
  const keptStages = Object.entries(stages).map(([stage, settings]) => [
    stage,
    isObject(settings) ? keptOf(settings, ['stages', stage]) : settings,
  ]);
  return { context: { ...kept, stages: Object.fromEntries(keptStages) }, foreign };
}

/** Values by `-c` are texts, so anything else, and the very text of a file, is what stands in the file. */
function fileOf(path: string[], value: unknown, { own, foreign }: ContextFiles): string | undefined {
  if (at(own, path) !== undefined) return undefined;
  return Object.keys(foreign).find((name) => {
    const written = at(foreign[name], path);
    return written !== undefined && (typeof value !== 'string' || written === value);
  });
}

function at(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value);
}

function readJson(file: string): Context {
  try {
    return objectIn(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

function objectIn(value: unknown): Context {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
