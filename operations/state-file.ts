import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BUILD } from '../lib/places.ts';

/** What a tool needs to know of the local cloud that is running. */
export interface LocalState {
  /** The endpoint of every AWS service, such as `http://127.0.0.1:3001`. */
  awsEndpoint: string;
  region: string;
  /** Credentials that may do anything in the local cloud, and nothing elsewhere. */
  adminCredentials: { accessKeyId: string; secretAccessKey: string };
  stackId: string;
  outputs: Record<string, string>;
  /** The complete webhook URL, with its token. */
  webhookUrl: string;
  /** The origin of the API that replies go to, where it is not the vendor's own. */
  vendorUrl?: string | undefined;
  /** The process that runs it. */
  pid: number;
}

/** Where the local cloud with this port is written down; `LOCAL_STATE_FILE` names another place. */
export function stateFile(env: NodeJS.ProcessEnv, port: number): string {
  return env.LOCAL_STATE_FILE || join(BUILD, `local-cloud-${port}.json`);
}

/** The port of a local cloud's HTTP API. */
export function portOf({ webhookUrl }: LocalState): number {
  return Number(new URL(webhookUrl).port);
}

/**
 * The local clouds that run, by port. What the others left behind is removed.
 *
 * @param folder where they are written down, unless `LOCAL_STATE_FILE` names the only one
 */
export async function readStates(env: NodeJS.ProcessEnv, folder = BUILD): Promise<LocalState[]> {
  const named = env.LOCAL_STATE_FILE;
  const files = named ? [named] : await stateFilesIn(folder);
  const states = await Promise.all(
    files.map(async (file) => {
      const state = await readFileState(file);
      if (state && isRunning(state.pid)) return state;
      if (!named) await removeState(file, state?.pid);
      return undefined;
    }),
  );
  return states.filter((state) => state !== undefined).sort((a, b) => portOf(a) - portOf(b));
}

async function stateFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^local-cloud-\d+\.json$/.test(name)).map((name) => join(folder, name));
}

/** Writes the file in one step, readable by its owner alone. Of two local clouds with one file, the last to start is in it. */
export async function writeState(file: string, state: LocalState): Promise<void> {
  const draft = `${file}.${state.pid}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, JSON.stringify(state), { mode: 0o600 });
  await rename(draft, file);
}

/** Removes the file, unless it describes another local cloud than that of this process. */
export async function removeState(file: string, pid: number | undefined): Promise<void> {
  const state = await readFileState(file);
  if (state?.pid === pid) await rm(file, { force: true });
}

/** @returns undefined when its local cloud is not running */
export async function readState(file: string): Promise<LocalState | undefined> {
  const state = await readFileState(file);
  return state && isRunning(state.pid) ? state : undefined;
}

async function readFileState(file: string): Promise<LocalState | undefined> {
  return readFile(file, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
}

/** Whether there is a process with this id; false without one. */
export function isRunning(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
