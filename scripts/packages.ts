/**
 * The parts of `package-lock.json` that the scripts read. A package's key is its folder, such as `node_modules/tslib`.
 */
export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

export interface LockedPackage {
  version: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
  /** It is part of another package, whose integrity covers it. */
  inBundle?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/**
 * The packages that this project needs itself, by the names in `package.json`. Any other there is the user's: no test
 * of ours judges it.
 */
export const OUR_PACKAGES: readonly string[] = [
  '@aws-lambda-powertools/logger',
  '@aws-sdk/client-cloudformation',
  '@aws-sdk/client-cloudwatch',
  '@aws-sdk/client-cloudwatch-logs',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-scheduler',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/client-sqs',
  '@aws-sdk/util-dynamodb',
  '@biomejs/biome',
  '@smithy/core',
  '@smithy/signature-v4',
  '@swc/core',
  '@swc/jest',
  '@types/aws-lambda',
  '@types/jest',
  '@types/node',
  'aws-cdk',
  'aws-cdk-lib',
  'axe-core',
  'cdk-nag',
  'commander',
  'constructs',
  'dynalite',
  'esbuild',
  'fast-check',
  'fastify',
  'fauxqs',
  'jest',
  'knip',
  'playwright-core',
  'preact',
  'tsx',
  'typescript',
  'zod',
];

/**
 * The packages that are installed for these names: they, and all that they need, each by the folder in which Node.js
 * finds it.
 */
export function packagesFor(names: readonly string[], { packages }: Lockfile): [folder: string, LockedPackage][] {
  const found = new Map<string, LockedPackage>();
  const add = (name: string, from: string): void => {
    const folder = folderOf(name, from, packages);
    const locked = folder === undefined ? undefined : packages[folder];
    if (folder === undefined || locked === undefined || found.has(folder)) return;
    found.set(folder, locked);
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta } = locked;
    const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta?.[peer]?.optional);
    for (const needed of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) add(needed, folder);
  };
  for (const name of names) add(name, '');
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Where Node.js finds a package from another: in the nearest `node_modules` above it. */
function folderOf(name: string, from: string, packages: Lockfile['packages']): string | undefined {
  const folder = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (folder in packages) return folder;
  return from === '' ? undefined : folderOf(name, from.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, ''), packages);
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
export function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

export function licenceOf({ license }: Pick<LockedPackage, 'license'>): string {
  return license ?? 'none given';
}
