import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HttpRequest } from '@smithy/core/protocols';
import { keepConnections, MAX_CONNECTIONS } from '../../../lambdas/aws/connections.ts';
import { requestHandler } from '../../../lambdas/aws/request-handler.ts';
import { clock } from '../../support/clock.ts';

/** What becomes of a connection while the function is frozen. */
const DEATHS: Record<string, (socket: Socket) => unknown> = {
  closed: (socket) => socket.end(),
  reset: (socket) => socket.resetAndDestroy(),
  silent: () => undefined,
};

let server: Server;
let time: ReturnType<typeof clock>;
let handlers: ReturnType<typeof requestHandler>[];
/** The connections that are there, and what the dead ones do when they are written to. */
let sockets: Set<Socket>;
let dead: Map<Socket, (socket: Socket) => unknown>;
/** How the first requests are answered; those after get 200 at once. */
let answers: RequestListener[];
/** The requests on living connections, and those that met a dead one. */
let answered: number;
let lost: number;

beforeEach(async () => {
  time = clock();
  [handlers, sockets, dead, answers, answered, lost] = [[], new Set(), new Map(), [], 0, 0];
  server = createServer((incoming, outgoing) => {
    const die = dead.get(incoming.socket);
    if (die) {
      lost++;
      die(incoming.socket);
      return;
    }
    answered++;
    const answer = answers.shift();
    if (answer) answer(incoming, outgoing);
    else outgoing.end('{}');
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  for (const handler of handlers) handler.destroy?.();
  server.closeAllConnections();
  server.close();
});

/** A client of the server. The time of a dead connection is long enough for a busy machine. */
function client({ firstByteMs = 300 } = {}) {
  const handler = requestHandler(keepConnections('http:', time.now), time.now, { tryMs: 20_000, firstByteMs });
  handlers.push(handler);
  return async () => {
    const { port } = server.address() as AddressInfo;
    const request = new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', port, method: 'POST', body: '{}' });
    return (await handler.handle(request)).response;
  };
}
const atOnce = <T>(times: number, act: () => Promise<T>) => Promise.all(Array.from({ length: times }, act));
const killConnections = (death: string) => {
  for (const socket of sockets) dead.set(socket, DEATHS[death] as (socket: Socket) => unknown);
};

test('an answer comes with its status, its headers and its bytes', async () => {
  answers = [(_, outgoing) => outgoing.writeHead(400, { date: 'Tue', 'x-amzn-errortype': 'Oops' }).end('olá')];
  const response = await client()();
  expect(response).toMatchObject({ statusCode: 400, headers: { date: 'Tue', 'x-amzn-errortype': 'Oops' } });
  expect(Buffer.from(response.body).toString()).toBe('olá');
});

test('a query goes with its path, as it was signed', async () => {
  const asked: (string | undefined)[] = [];
  const note: RequestListener = ({ url }, outgoing) => {
    asked.push(url);
    outgoing.end('{}');
  };
  answers = [note];
  const { port } = server.address() as AddressInfo;
  const handler = requestHandler(keepConnections('http:', time.now), time.now);
  handlers.push(handler);
  const place = { protocol: 'http:', hostname: '127.0.0.1', port, path: '/schedules/a' };
  await handler.handle(new HttpRequest({ ...place, method: 'DELETE', query: { groupName: "a b'*", x: ['1', '2'] } }));
  expect(asked).toEqual(['/schedules/a?groupName=a%20b%27%2A&x=1&x=2']);
});

test('calls share a few connections, however many there are at once', async () => {
  await atOnce(20, client());
  expect(sockets.size).toBe(MAX_CONNECTIONS);
});

describe.each(Object.keys(DEATHS))('of four connections that are %s after a freeze', (death) => {
  test.each([1, MAX_CONNECTIONS, 10])('%i calls at once are all answered, each in its first try', async (calls) => {
    const call = client();
    await atOnce(MAX_CONNECTIONS, call);
    answered = 0;
    killConnections(death);
    expect(await atOnce(calls, call)).toHaveLength(calls);
    expect(answered).toBe(calls);
  });

  test('the first call that fails takes the idle ones with it', async () => {
    const call = client();
    await atOnce(MAX_CONNECTIONS, call);
    killConnections(death);
    for (let i = 0; i < MAX_CONNECTIONS + 1; i++) await call();
    expect(lost).toBe(1);
  });

  test('it takes those of the other clients with it', async () => {
    const [call, callOther] = [client(), client()];
    await call();
    await callOther();
    killConnections(death);
    await call();
    await callOther();
    expect(lost).toBe(1);
  });
});

test('a connection that was idle for longer than services keep them is not used', async () => {
  const call = client();
  await call();
  killConnections('silent');
  time.advance(51_000);
  await call();
  expect(lost).toBe(0);
});

test('a connection that was idle for less is used', async () => {
  const call = client();
  await call();
  time.advance(49_000);
  await call();
  expect(sockets.size).toBe(1);
});

test('a failure on a new connection is a failure of the try', async () => {
  answers = [(incoming) => incoming.socket.destroy()];
  await expect(client()()).rejects.toMatchObject({ name: 'TransportError' });
  expect(answered).toBe(1);
});

test('a service that closes each connection after its answer fails no call', async () => {
  const call = client();
  answers = Array(10).fill((_: unknown, outgoing: Parameters<RequestListener>[1]) => {
    outgoing.end('{}', () => outgoing.socket?.end());
  });
  for (let i = 0; i < 10; i++) await call();
  expect(answered).toBe(10);
});

describe('a service that is slow', () => {
  const slow: RequestListener = (_, outgoing) => {
    setTimeout(() => {
      time.advance(60);
      outgoing.end('{}');
    }, 60);
  };

  test('on a new connection, too, is not suspected again for a minute', async () => {
    const call = client({ firstByteMs: 20 });
    const requestsOf = async () => {
      answers = [slow, slow];
      const before = answered;
      await call();
      return answered - before;
    };
    await call();
    expect(await requestsOf()).toBe(2);
    expect(await requestsOf()).toBe(1);
    expect(await requestsOf()).toBe(1);
    answers = [];
    time.advance(59_000);
    await call();
    time.advance(2_000);
    expect(await requestsOf()).toBe(2);
  });
});
