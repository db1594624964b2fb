// The simulator for AWS and for the vendor, in a process of its own, so that what is measured has its event loop to
// itself.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { answerAws, answerVendor, type SimulatedAnswer, type SimulatorSettings } from './answers.ts';

/** What the parent may ask. */
export type Order = { settings: SimulatorSettings } | 'requests';

/** What it sends: where the simulator listens, or what it counted. */
export interface News {
  url?: string;
  requests?: Record<string, number>;
}

let settings: SimulatorSettings = { ledger: 'empty' };
/** How often each operation was called since the last order. */
let requests: Record<string, number> = {};

const pem = readFileSync(join(import.meta.dirname, 'loopback.pem'));
const server = createServer({ key: pem, cert: pem, keepAliveTimeout: 60_000 }, async (request, response) => {
  const target = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
  const body = await read(request);
  requests[target] = (requests[target] ?? 0) + 1;
  write(response, request.headers['x-amz-target'] ? answerAws(target, JSON.parse(body), settings) : answerVendor());
});
server.listen(0, '127.0.0.1', () => tell({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }));

process.on('message', (order: Order) => {
  if (order === 'requests') tell({ requests });
  else settings = order.settings;
  requests = {};
});
process.on('disconnect', () => process.exit());

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function write(response: ServerResponse, { status, body }: SimulatedAnswer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function tell(news: News): void {
  process.send?.(news);
}
