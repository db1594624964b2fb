import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Peer {
  /** The source, from the root of the project. */
  entry: string;
  /** The absolute path of the bundle, a `.cjs`, because the project is of ES modules. */
  outfile: string;
  /** Whose SDK it has: that of Lambda's runtime, for which `node_modules` stands in, or one in the bundle. */
  sdk?: 'of the runtime' | 'inside';
  /** Where packages are found that the project does not depend on. */
  packages?: string;
  plugins?: Plugin[];
}

/**
 * Bundles a peer with exactly what `NodejsFunction` passes to esbuild by default for Node.js 24, in a project of `cdk
 * init`: CommonJS, not minified, the SDK left to the runtime; or with what it passes with `bundleAwsSDK`, its property
 * for an SDK in the bundle.
 */
export async function bundlePeer({ entry, outfile, sdk, packages, plugins = [] }: Peer): Promise<string> {
  await build({
    entryPoints: [join(ROOT, entry)],
    outfile,
    bundle: true,
    target: 'node24',
    platform: 'node',
    ...(sdk !== 'inside' && { external: ['@aws-sdk/*', '@smithy/*'] }),
    absWorkingDir: ROOT,
    logLevel: 'silent',
    plugins,
    ...(packages !== undefined && { nodePaths: [packages] }),
  });
  return outfile;
}
