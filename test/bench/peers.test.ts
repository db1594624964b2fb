import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { App, Stack } from 'aws-cdk-lib/core';
import { build } from 'esbuild';
import { bundlePeer } from '../../bench/lambda/bundle-peer.ts';
import { withFetch, withoutPriming } from '../../bench/lambda/peer-plugins.ts';

const PEERS = join(import.meta.dirname, '../../bench/peers');

/** As `cdk init` sets it in a new project. */
const CONTEXT = { '@aws-cdk/aws-lambda-nodejs:sdkV3ExcludeSmithyPackages': true };

/** It has clients of the SDK, and no `await` in its init. */
const ENTRY = 'lambdas/reconcile/handler.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['left to the runtime', 'of the runtime', false],
  ['inside', 'inside', true],
] as const)(
  'with the SDK %s a peer is bundled as NodejsFunction does, byte for byte',
  async (_where, sdk, bundleAwsSDK) => {
    const app = new App({ outdir: join(folder, `assembly-${bundleAwsSDK}`), context: CONTEXT });
    const bundling = { logLevel: LogLevel.SILENT, bundleAwsSDK };
    new NodejsFunction(new Stack(app, 'Stack'), 'Peer', { entry: ENTRY, runtime: Runtime.NODEJS_24_X, bundling });
    const asset = readdirSync(app.outdir).find((name) => name.startsWith('asset.')) ?? '';
    const theirs = readFileSync(join(app.outdir, asset, 'index.js'), 'utf8');
    const file = await bundlePeer({ entry: ENTRY, outfile: join(folder, `peer-${bundleAwsSDK}.cjs`), sdk });
    expect(readFileSync(file, 'utf8')).toBe(theirs);
    expect(theirs.includes('require("@aws-sdk/client-dynamodb")')).toBe(!bundleAwsSDK);
  },
);

test.each(readdirSync(PEERS))('what %s imports of ours is there', async (name) => {
  const external = ['express', '@aws-lambda-powertools/*', '@aws-sdk/*'];
  await build({
    entryPoints: [join(PEERS, name)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    external,
  });
});

test('the reply function of a peer sends with fetch', async () => {
  const outfile = join(folder, 'reply.cjs');
  await bundlePeer({ entry: 'lambdas/reply/handler.ts', outfile, plugins: [withFetch(), withoutPriming()] });
  const code = readFileSync(outfile, 'utf8');
  expect(code).toMatch(/await fetch\(/);
  expect(code).not.toMatch(/\.request\)\(/);
});

test('our own ingest can be bundled by the defaults, which have no room for an await in init', async () => {
  const outfile = join(folder, 'ours.cjs');
  await bundlePeer({ entry: 'lambdas/ingest/handler.ts', outfile, plugins: [withoutPriming()] });
  expect(readFileSync(outfile, 'utf8')).toContain('handler: () => handler');
});
