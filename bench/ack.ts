import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import type { BenchTable } from './context.ts';
import { interleave } from './interleave.ts';
import { endWithParent } from './lambda/end-with-parent.ts';
import { delivery, HOOK_PATH } from './lambda/events.ts';
import { refuseWarnings } from './lambda/refuse-warnings.ts';
import type { NodeVersion, Subject } from './lambda/testbed.ts';
import { compared, type Row } from './row.ts';
import { figure } from './statistics.ts';

const SERVE = join(import.meta.dirname, 'peers', 'serve.mjs');

const CONNECTIONS = 32;

const RUNS = 4;

/** How long deliveries are posted in one run, in ms; what comes before is not counted. */
const WARM_UP_MS = 500;
const MEASURED_MS = 2_000;

/** Deliveries that are durable and acknowledged, as one server with many connections takes them. */
export const ack: BenchTable = {
  name: 'ack',
  title: 'deliveries that one server makes durable and acknowledges',
  async run(context) {
    const { ingest, express, nodes } = await context.testbed();
    if (express === undefined) return [];
    const rows: Row[] = [];
    for (const [i, node] of nodes.entries()) {
      context.progress(`Durable acks on ${node.name}`);
      const { ours, theirs } = await interleave(context.runs(RUNS), {
        ours: () => acksPerSecond(node, ingest.ours, SERVE),
        theirs: () => acksPerSecond(node, express),
      });
      rows.push(
        compared({
          what: `${node.name}: durable acks at ${CONNECTIONS} connections`,
          ours: figure('acks/s', ours),
          peer: { name: express.name, ...figure('acks/s', theirs) },
          ratio: 'ours ÷ peer',
          ...(i === 0 && { gate: { atLeast: 1.2 } }),
        }),
      );
    }
    return rows;
  },
};

/**
 * Starts a server, which tells its port, and posts deliveries to it on every connection, one after the other.
 *
 * @param front what serves the subject, where it is no server itself
 */
async function acksPerSecond({ program }: NodeVersion, subject: Subject, ...front: string[]): Promise<number> {
  const { file, environment } = subject;
  // A log that nobody reads: the server writes it, and this process has its time for posting.
  const server = spawn(program, [...front, file], { env: environment, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  endWithParent(server);
  let errors = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(server, 'close').then(() => refuseWarnings(file, errors));
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  try {
    const [port] = await Promise.race([once(server, 'message'), ended.then(() => refuse(errors))]);
    await postFor(WARM_UP_MS, port, agent);
    return ((await postFor(MEASURED_MS, port, agent)) / MEASURED_MS) * 1000;
  } finally {
    agent.destroy();
    server.kill();
    await ended;
  }
}

function refuse(errors: string): never {
  throw new Error(`A server ended before it listened:\n${errors}`);
}

/** @returns how many deliveries were acknowledged with 200 in so many ms */
async function postFor(ms: number, port: number, agent: Agent): Promise<number> {
  const endsAt = performance.now() + ms;
  let acks = 0;
  let posted = 0;
  const post = async () => {
    while (performance.now() < endsAt) {
      const status = await postOne(port, agent, delivery(posted++));
      if (status !== 200) throw new Error(`A delivery was answered with ${status}`);
      if (performance.now() < endsAt) acks++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, post));
  return acks;
}

function postOne(port: number, agent: Agent, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method: 'POST', path: HOOK_PATH, agent, headers });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.end(body);
  });
}
