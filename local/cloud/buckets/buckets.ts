/** An object of a bucket. */
export interface StoredObject {
  body: Buffer;
  contentType: string;
  /** Epoch ms. */
  modifiedAt: number;
}

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
 */
export function createBuckets(names: string[], now: () => number): Buckets {
  const buckets = new Map(names.map((name) => [name, createObjects(now)]));
  return (name) => buckets.get(name);
}

function createObjects(now: () => number): StoredObjects {
  const objects = new Map<string, StoredObject>();
  return {
    put: (key, object) => objects.set(key, { ...object, modifiedAt: now() }),
    get: (key) => objects.get(key),
    delete: (key) => objects.delete(key),
    keys: (prefix) =>
      [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  };
}
