import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { apiRequest, eventBatch, replyBatch } from '../../bench/lambda/events.ts';
import { type OurFunctions, ourFunctions } from '../../bench/lambda/our-functions.ts';
import { startSandbox } from '../../bench/lambda/sandbox.ts';
import { answerAws, answerVendor } from '../../bench/simulator/answers.ts';

/**
 * The deployed bundles, frozen between invocations as Lambda freezes them: the sandbox waits for the next one with its whole
 * process, so that nothing that happens to a connection meanwhile is noticed.
 */

const DEATHS: Record<string, (socket: Socket) => unknown> = {
  closes: (socket) => socket.end(),
  resets: (socket) => socket.resetAndDestroy(),
  forgets: (socket) => silent.add(socket),
};

const silent = new Set<Socket>();
const sockets = new Set<Socket>();
let vendorAnswer = answerVendor();
/** The tries of each call, such as `attempt=1; max=3`, by its operation. */
let tries: { target: string; attempt: string }[] = [];

const server = createServer(async (request, response) => {
  if (silent.has(request.socket)) return;
  const target = request.headers['x-amz-target'];
  const body = await text(request);
  if (target) tries.push({ target: `${target}`, attempt: String(request.headers['amz-sdk-request']) });
  const answer = target ? answerAws(`${target}`, JSON.parse(body), { ledger: 'empty' }) : vendorAnswer;
  response.writeHead(answer.status).end(JSON.stringify(answer.body));
});
server.keepAliveTimeout = 60_000;
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
});

let functions: OurFunctions;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  functions = await ourFunctions(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const now = Date.now();
const EVENTS = {
  ingest: (number: number) => apiRequest(number),
  processor: (number: number) => eventBatch([number, number + 1, number + 2], now),
  reply: (number: number) => replyBatch([number, number + 1, number + 2], now),
};

describe.each(['ingest', 'processor', 'reply'] as const)('after a freeze the %s function', (name) => {
  test.each(Object.keys(DEATHS))('uses up no try on what AWS %s', async (death) => {
    const sandbox = await startSandbox(functions[name], process.execPath);
    try {
      await sandbox.invoke([EVENTS[name](1)]);
      for (const socket of sockets) DEATHS[death]?.(socket);
      tries = [];
      await sandbox.invoke([EVENTS[name](11)]);
      expect(tries.length).toBeGreaterThan(0);
      expect(tries.filter(({ attempt }) => attempt !== 'attempt=1; max=3')).toEqual([]);
    } finally {
      await sandbox.end();
    }
  });
});

describe('after a freeze the reply function can postpone what the vendor does not take', () => {
  const RATE_LIMITED = { status: 429, body: { code: 'RATE_LIMIT_EXCEEDED' } };
  beforeEach(() => {
    vendorAnswer = RATE_LIMITED;
  });
  afterEach(() => {
    vendorAnswer = answerVendor();
  });

  test.each(Object.keys(DEATHS))('although AWS %s its connections', async (death) => {
    const sandbox = await startSandbox(functions.reply, process.execPath);
    const invoke = (number: number) =>
      expect(sandbox.invoke([EVENTS.reply(number)])).rejects.toThrow('batchItemFailures');
    try {
      await invoke(1);
      for (const socket of sockets) DEATHS[death]?.(socket);
      tries = [];
      await invoke(11);
      const postponed = tries.filter(({ target }) => target === 'AmazonSQS.ChangeMessageVisibility');
      expect(postponed.map(({ attempt }) => attempt)).toEqual(Array(3).fill('attempt=1; max=3'));
    } finally {
      await sandbox.end();
    }
  });
});
