import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { App, Stack } from 'aws-cdk-lib/core';
import { bundlePeer } from '../../bench/lambda/bundle-peer.ts';
import { withFetch, withoutPriming } from '../../bench/lambda/peer-plugins.ts';

const INGEST = 'bench/peers/sdk-ingest.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a peer is bundled as NodejsFunction does by default, byte for byte', async () => {
  const app = new App({ outdir: join(folder, 'assembly') });
  const props = { entry: INGEST, runtime: Runtime.NODEJS_24_X, bundling: { logLevel: LogLevel.SILENT } };
  new NodejsFunction(new Stack(app, 'Stack'), 'Ingest', props);
  const asset = readdirSync(app.outdir).find((name) => name.startsWith('asset.')) ?? '';
  const theirs = readFileSync(join(app.outdir, asset, 'index.js'), 'utf8');
  const ours = await bundlePeer({ entry: INGEST, outfile: join(folder, 'ingest.cjs') });
  expect(readFileSync(ours, 'utf8')).toBe(theirs);
});

test('the ingest of a peer has the clients of the SDK', async () => {
  const file = await bundlePeer({ entry: INGEST, outfile: join(folder, 'sdk-ingest.cjs') });
  expect(readFileSync(file, 'utf8')).toMatch(/require\("@aws-sdk\/client-sqs"\)/);
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
