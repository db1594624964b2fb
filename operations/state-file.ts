import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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

const DEFAULT_FILE = join(import.meta.dirname, '..', 'build', 'local-cloud.json');

/**
 * Where the running local cloud is written down; `LOCAL_STATE_FILE` names another place, for those that run several.
 */
export function stateFile(env: NodeJS.ProcessEnv): string {
  return env.LOCAL_STATE_FILE || DEFAULT_FILE;
}

/** Writes the file in one step, readable by its owner alone. Of two local clouds, the last to start is in it. */
export async function writeState(file: string, state: LocalState): Promise<void> {
  const draft = `${file}.${state.pid}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, JSON.stringify(state), { mode: 0o600 });
  await rename(draft, file);
}

/** Removes the file, unless it describes another local cloud. */
export async function removeState(file: string, pid: number): Promise<void> {
  const state = await readFileState(file);
  if (state?.pid === pid) await rm(file, { force: true });
}

/** @returns undefined when no local cloud is running */
export async function readState(file: string): Promise<LocalState | undefined> {
  const state = await readFileState(file);
  return state && isRunning(state.pid) ? state : undefined;
}

async function readFileState(file: string): Promise<LocalState | undefined> {
  return readFile(file, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
