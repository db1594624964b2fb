import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = join(import.meta.dirname, '..', '..', 'build', 'bench', 'packages');

/** The Node.js of the deployed functions, and the package of npm's `node` that has it for this computer. */
export const NODE_VERSION = '24.21.0';
const NODE_PACKAGE = `node-${platform()}-${arch()}`;

const PACKAGES = {
  [NODE_PACKAGE]: NODE_VERSION,
  express: '5.3.0',
  '@aws-lambda-powertools/batch': '2.35.0',
  '@aws-lambda-powertools/idempotency': '2.35.0',
};

export interface Fetched {
  /** A folder `node_modules` with the peers. */
  packages: string;
  /** The program `node` of version 24. */
  node: string;
}

/**
 * Fetches what is measured next to us and is not a dependency of the project: Node.js 24, Express and Powertools. What
 * was fetched before is used again.
 *
 * @returns undefined when it cannot be fetched, for want of a network
 */
export async function fetchPackages(): Promise<Fetched | undefined> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
  // No retries: whoever has no network need not wait for them.
  const options = [
    '--ignore-scripts',
    '--omit=peer',
    '--prefer-offline',
    '--fetch-retries=0',
    '--no-audit',
    '--no-fund',
  ];
  try {
    await promisify(execFile)('npm', ['install', ...options], { cwd: FOLDER });
  } catch {
    return undefined;
  }
  const packages = join(FOLDER, 'node_modules');
  return { packages, node: join(packages, NODE_PACKAGE, 'bin', 'node') };
}
