import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CloudError } from '../errors.ts';
import { writeWhole } from '../kept/files.ts';
import type { StoredObject } from './stored-object.ts';

/** The objects of one bucket in a folder, a file for each. */
export interface KeptObjects {
  /** @throws CloudError when a file is broken */
  read(): [key: string, object: StoredObject][];
  write(key: string, object: StoredObject): void;
  remove(key: string): void;
}

/** A file has a line of JSON with all but the body, then the body. A key may be what no file can be called. */
export function keptObjects(folder: string): KeptObjects {
  const fileOf = (key: string) => join(folder, createHash('sha256').update(key).digest('hex'));
  return {
    read: () => filesIn(folder).map(readObject),
    write(key, { body, ...rest }) {
      writeWhole(fileOf(key), Buffer.concat([Buffer.from(`${JSON.stringify({ key, ...rest })}\n`), body]));
    },
    remove: (key) => rmSync(fileOf(key), { force: true }),
  };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function readObject(file: string): [string, StoredObject] {
  const content = readFileSync(file);
  const end = content.indexOf('\n');
  try {
    const { key, contentType, modifiedAt } = JSON.parse(content.subarray(0, end).toString());
    return [key, { body: content.subarray(end + 1), contentType, modifiedAt }];
  } catch {
    throw new CloudError(`${file} is broken: delete it, or add --fresh to start over.`);
  }
}
