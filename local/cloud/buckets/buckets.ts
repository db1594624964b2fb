import { join } from 'node:path';
import { type KeptObjects, keptObjects } from './kept-objects.ts';
import type { StoredObject } from './stored-object.ts';

/** The objects of one bucket, by key. */
export interface StoredObjects {
  put(key: string, object: Omit<StoredObject, 'modifiedAt'>): void;
  get(key: string): StoredObject | undefined;
  delete(key: string): void;
  /** Keys in the order of S3, which is that of their UTF-8 bytes. */
  keys(prefix: string): string[];
}

/** A bucket of the stack by its name; undefined for any other. */
export type Buckets = (name: string) => StoredObjects | undefined;

/**
 * Keeps the objects of the stack's buckets in memory.
 *
 * @param now epoch ms
 * @param kept the folder in which they are kept for the next start as well
 */
export function createBuckets(names: string[], now: () => number, kept?: string): Buckets {
  const buckets = new Map(
    names.map((name) => [name, createObjects(now, kept === undefined ? undefined : keptObjects(join(kept, name)))]),
  );
  return (name) => buckets.get(name);
}

function createObjects(now: () => number, kept?: KeptObjects): StoredObjects {
  const objects = new Map(kept?.read());
  return {
    put(key, given) {
      const object = { ...given, modifiedAt: now() };
      objects.set(key, object);
      kept?.write(key, object);
    },
    get: (key) => objects.get(key),
    delete(key) {
      objects.delete(key);
      kept?.remove(key);
    },
    keys: (prefix) =>
      [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  };
}
