import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CloudError } from '../errors.ts';
import type { TableResource } from '../tables/failed-conditions.ts';
import { writeWhole } from './files.ts';

/** A document that outlives the process. */
export interface KeptFile {
  /** @returns undefined when nothing was written yet. @throws CloudError when it is broken */
  read(): unknown;
  write(value: unknown): void;
}

/** What outlives the process: a place in the folder for each concern. */
export interface Kept {
  /** The folder of the tables. */
  tables: string;
  /** The folder of the buckets' objects. */
  objects: string;
  secrets: KeptFile;
  queues: KeptFile;
  schedules: KeptFile;
}

/** Says what the rest of the folder is. */
export const MARKER = 'kept.json';
/** Says which process uses the folder. */
export const LOCK = 'lock';
/** What whoever watches the cloud keeps for itself. */
export const HISTORY = 'history.jsonl';
/** Everything that may be in the folder. */
export const KEPT_NAMES = [MARKER, LOCK, HISTORY, 'tables', 'objects', 'secrets.json', 'queues.json', 'schedules.json'];

/** What stands for how all of it is written. */
const FORMAT = 1;
const FRESH = 'add --fresh to start over, or name another folder after --keep';

/**
 * Opens a folder with the state of a stack, or begins a new one. Only one process may use it at a time.
 *
 * @param tables of the stack
 * @throws CloudError when the folder holds anything else, what another version wrote, or other tables
 */
export function openKept(folder: string, tables: readonly TableResource[]): Kept {
  const marker = fileIn(folder, MARKER);
  const known = marker.read();
  const now = Object.fromEntries(tables.map((table) => [table.ref, definitionOf(table)]));
  if (known === undefined && isUsed(folder)) {
    throw new CloudError(`${folder} is not empty, and not what --keep wrote: name another folder after --keep.`);
  }
  if (known !== undefined) check(folder, known, now);
  marker.write({ format: FORMAT, tables: now });
  mkdirSync(join(folder, 'tables'), { recursive: true, mode: 0o700 });
  return {
    tables: join(folder, 'tables'),
    objects: join(folder, 'objects'),
    secrets: fileIn(folder, 'secrets.json'),
    queues: fileIn(folder, 'queues.json'),
    schedules: fileIn(folder, 'schedules.json'),
  };
}

function isUsed(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => name !== LOCK);
}

function check(folder: string, known: unknown, now: Record<string, unknown>): void {
  const { format, tables } = Object(known) as { format?: unknown; tables?: Record<string, unknown> };
  if (format !== FORMAT) throw new CloudError(`${folder} was written by another version: ${FRESH}.`);
  for (const [name, definition] of Object.entries(tables ?? {})) {
    if (now[name] === undefined) {
      throw new CloudError(`${folder} holds the table ${name}, which the template does not have: ${FRESH}.`);
    }
    if (!isDeepStrictEqual(now[name], definition)) {
      throw new CloudError(`${folder} holds the table ${name} with other keys or indexes: ${FRESH}.`);
    }
  }
}

/** What a table cannot change, as it is written. */
function definitionOf({ properties }: TableResource): unknown {
  const { TimeToLiveSpecification, ...definition } = properties;
  return JSON.parse(JSON.stringify(definition));
}

function fileIn(folder: string, name: string): KeptFile {
  const file = join(folder, name);
  return {
    read() {
      if (!existsSync(file)) return undefined;
      try {
        return JSON.parse(readFileSync(file, 'utf8'));
      } catch {
        throw new CloudError(`${file} is broken: ${FRESH}.`);
      }
    },
    write: (value) => writeWhole(file, JSON.stringify(value)),
  };
}
