import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');

interface Peer {
  /** The source, from the root of the project. */
  entry: string;
  /** The absolute path of the bundle, a `.cjs`, because the project is of ES modules. */
  outfile: string;
  /** Where packages are found that the project does not depend on. */
  packages?: string;
  plugins?: Plugin[];
}

/**
 * Bundles a peer with exactly what `NodejsFunction` passes to esbuild by default for Node.js 24: CommonJS, not minified,
 * the SDK left to the runtime.
 */
export async function bundlePeer({ entry, outfile, packages, plugins = [] }: Peer): Promise<string> {
  await build({
    entryPoints: [join(ROOT, entry)],
    outfile,
    bundle: true,
    target: 'node24',
    platform: 'node',
    external: ['@aws-sdk/*', '@smithy/*'],
    absWorkingDir: ROOT,
    logLevel: 'silent',
    plugins,
    ...(packages !== undefined && { nodePaths: [packages] }),
  });
  return outfile;
}
