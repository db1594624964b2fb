import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSettingOrCdkKey } from './config.ts';

type Context = Readonly<Record<string, unknown>>;

/** The files from which CDK makes an app's context; the command line overrides them. */
export interface ContextFiles {
  /** `cdk.json`, which belongs to this app. */
  own: Context;
  /** The files that may hold keys of other tools, by the name that a person knows. */
  foreign: Readonly<Record<string, Context>>;
}

/**
 * Reads the files that CDK has read. A missing file, or one that is not JSON, counts as empty: CDK stops at an invalid
 * file before it starts the app.
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
 * Removes the keys that are not settings and that nobody gave to this app: they are in `cdk.context.json`, where CDK
 * and other tools store values, or in `~/.cdk.json`, which applies to every app of the user. A key that is in
 * `cdk.json` or came by `-c` stays and is later reported as a mistake.
 *
 * @returns the remaining context, and the removed keys, each with its file
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

/** `-c` gives texts only, so a value of another type, or one equal to that in the file, comes from the file. */
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
