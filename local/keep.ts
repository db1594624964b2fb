import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../operations/state-file.ts';
import { HISTORY, KEPT_NAMES, LOCK, MARKER } from './cloud/kept/kept.ts';

/** A folder with the state of a local cloud, which nobody else uses meanwhile. */
export interface KeepFolder {
  path: string;
  /** Lets others use it. */
  release(): Promise<void>;
}

/** The file in the folder with what the inspector shows. */
export function historyFile(folder: string): string {
  return join(folder, HISTORY);
}

/**
 * Takes a folder for this process.
 *
 * @param isFresh whether what was kept in it is removed; other files never are
 * @throws Error when another process uses it
 */
export async function takeFolder(path: string, isFresh: boolean): Promise<KeepFolder> {
  const lock = join(path, LOCK);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (owner > 0 && isRunning(owner)) {
    throw new Error(
      `${path} is in use by process ${owner}: stop that one, or name another folder after --keep. ` +
        `If that process is not npm start, delete ${lock}.`,
    );
  }
  await rm(lock, { force: true });
  await writeFile(lock, `${process.pid}`, { flag: 'wx', mode: 0o600 });
  if (isFresh && (await stat(join(path, MARKER)).catch(() => undefined))) {
    const names = KEPT_NAMES.filter((name) => name !== LOCK);
    await Promise.all(names.map((name) => rm(join(path, name), { recursive: true, force: true })));
  }
  return { path, release: () => rm(lock, { force: true }) };
}
