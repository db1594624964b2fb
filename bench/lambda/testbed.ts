import { join } from 'node:path';
import { type SimulatorProcess, startSimulator } from '../simulator/start.ts';
import { bundlePeer, type Peer } from './bundle-peer.ts';
import { ourFunctions } from './our-functions.ts';
import { type Fetched, fetchPackages, NODE_VERSION } from './packages.ts';
import { withFetch, withoutPriming } from './peer-plugins.ts';
import type { Code } from './sandbox.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PEERS = join(ROOT, 'build', 'bench', 'peers');

/** A bundle to be measured, without the Node.js that it runs on. */
export interface Subject extends Code {
  /** What tables call it. */
  name: string;
}

/** A Node.js to measure on. */
export interface NodeVersion {
  /** Such as `Node 24.21.0`. */
  name: string;
  program: string;
}

/** All that is measured, built and ready, and AWS's simulator that it talks to. */
export interface Testbed {
  simulator: SimulatorProcess;
  /** The deployed version first, where it could be fetched; then the one that runs the benchmark. */
  nodes: [NodeVersion, ...NodeVersion[]];
  ingest: { ours: Subject; plain: Subject; cdkDefault: Subject };
  processor: { ours: Subject; powertools: Subject | undefined };
  reply: { ours: Subject; fetchDefault: Subject };
  /** Servers that acknowledge deliveries: ours behind a bare HTTP server, and Express. */
  express: Subject | undefined;
}

/** Builds everything and starts the simulator. @param progress called with what takes long */
export async function openTestbed(progress: (text: string) => void): Promise<Testbed> {
  progress('Building what is measured');
  const simulator = await startSimulator();
  const [functions, fetched] = await Promise.all([ourFunctions(simulator.url), fetchPackages()]);
  const ours = ({ file, environment }: Code): Subject => ({
    name: 'ours',
    file,
    environment: { ...environment, ...LOOPBACK_TLS },
  });
  if (fetched === undefined) progress('Without a network: no Node.js 24, no Express and no Powertools to compare with');
  const [ingest, processor, reply] = [ours(functions.ingest), ours(functions.processor), ours(functions.reply)];
  const peerOf = async (subject: Subject, name: string, peer: Omit<Peer, 'outfile'>): Promise<Subject> => {
    const outfile = join(PEERS, `${name.replaceAll(/\W+/g, '-')}.cjs`);
    const file = await bundlePeer({ ...peer, outfile, ...(fetched && { packages: fetched.packages }) });
    return { name, file, environment: withoutNodeOptions(subject.environment) };
  };
  // Our own source, which CDK's defaults cannot bundle with its `await` in init.
  const ownIngest = { entry: 'lambdas/ingest/handler.ts', plugins: [withoutPriming()] };
  const ownReply = { entry: 'lambdas/reply/handler.ts', plugins: [withFetch(), withoutPriming()] };
  return {
    simulator,
    nodes: nodesOf(fetched),
    ingest: {
      ours: ingest,
      plain: await peerOf(ingest, 'CDK default, plain clients', { entry: 'bench/peers/sdk-ingest.ts', sdk: 'inside' }),
      cdkDefault: await peerOf(ingest, 'CDK default, our source', { ...ownIngest, sdk: 'inside' }),
    },
    processor: {
      ours: processor,
      powertools: fetched && (await peerOf(processor, 'Powertools', { entry: 'bench/peers/powertools.mjs' })),
    },
    reply: {
      ours: reply,
      fetchDefault: await peerOf(reply, 'fetch, CDK default', ownReply),
    },
    express: fetched && (await peerOf(ingest, 'Express', { entry: 'bench/peers/express.mjs' })),
  };
}

function nodesOf(fetched: Fetched | undefined): Testbed['nodes'] {
  const current = { name: `Node ${process.versions.node}`, program: process.execPath };
  if (fetched === undefined || process.versions.node === NODE_VERSION) return [current];
  return [{ name: `Node ${NODE_VERSION}`, program: fetched.node }, current];
}

/** The simulator's certificate is nobody's. To trust it by `NODE_EXTRA_CA_CERTS` would cost every start some 60 ms. */
const LOOPBACK_TLS = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };

/** `NODE_OPTIONS` is a choice of ours; a peer has what its user would have. */
function withoutNodeOptions({ NODE_OPTIONS: _, ...environment }: Record<string, string>): Record<string, string> {
  return environment;
}
