import { open } from 'node:fs/promises';
import { CommandError } from '../terminal/errors.ts';
import type { DeadLetter } from './letter.ts';

/** A dead letter as a line of the file, from which it can be put back. */
export type DroppedLetter = Pick<DeadLetter, 'queue' | 'id' | 'group' | 'parkedAt' | 'attributes' | 'body'>;

export interface DropFile {
  /** Resolves when the letter is on the disk. */
  append(letter: DeadLetter): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes a new file for what is dropped: one JSON object a line, readable by its owner alone, because it holds what
 * contacts wrote.
 *
 * @throws CommandError when the file is there already or cannot be made
 */
export async function openDropFile(path: string): Promise<DropFile> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new CommandError(`${path} already exists: name a new file with --to`);
    throw new CommandError(`${path} cannot be written (${error.code}): name another file with --to`);
  });
  return {
    async append({ queue, id, group, parkedAt, attributes, body }) {
      const line: DroppedLetter = { queue, id, group, parkedAt, attributes, body };
      await file.appendFile(`${JSON.stringify(line)}\n`);
      await file.datasync();
    },
    close: () => file.close(),
  };
}
