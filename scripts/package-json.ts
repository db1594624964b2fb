/** What we read of our own package.json. */
interface OwnManifest {
  name: string;
  version: string;
  description: string;
  license: string;
  engines: Record<string, string>;
  repository?: unknown;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** What the commands need on top of the functions. */
const FOR_COMMANDS = [
  '@aws-sdk/client-cloudformation',
  '@aws-sdk/client-cloudwatch',
  '@aws-sdk/client-cloudwatch-logs',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-s3',
  'commander',
  'zod',
];

/** What the user's app has anyway: there must be one of each. */
const PEERS = ['aws-cdk-lib', 'constructs', 'esbuild'];

/** What the local cloud is made of: those who only deploy do without. */
export const FOR_LOCAL = ['dynalite', 'fastify', 'fauxqs'];

/** What checks and runs TypeScript, where the user has it. */
const FOR_TYPESCRIPT = ['tsx', 'typescript'];

/** The package.json of the npm package: the versions are those that we test with, and peers may be newer. */
export function packageJson(own: OwnManifest) {
  const { name, version, description, license, engines, repository, dependencies, devDependencies } = own;
  const versions = { ...devDependencies, ...dependencies };
  const exactly = (names: string[]) => Object.fromEntries(names.map((each) => [each, versions[each] ?? '']));
  const fromNow = (names: string[]) => Object.fromEntries(names.map((each) => [each, `^${versions[each]}`]));
  return {
    ...{ name, version, description, license, ...(repository !== undefined && { repository }) },
    keywords: ['aws-cdk', 'whatsapp', 'pilot-status', 'webhook', 'serverless'],
    type: 'module',
    engines,
    bin: { 'pilot-status': 'cli/bin.js' },
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './bot': { types: './lambdas/bot-api/index.d.ts', default: './lambdas/bot-api/index.js' },
      './testing': { types: './testing/index.d.ts', default: './testing/index.js' },
      './package.json': './package.json',
    },
    dependencies: { ...dependencies, ...exactly(FOR_COMMANDS) },
    peerDependencies: {
      ...fromNow(PEERS),
      ...fromNow(FOR_LOCAL),
      // Any compiler will do.
      typescript: '>=5.7',
      tsx: '>=4',
    },
    peerDependenciesMeta: Object.fromEntries(
      [...FOR_LOCAL, ...FOR_TYPESCRIPT].map((each) => [each, { optional: true }]),
    ),
  };
}
