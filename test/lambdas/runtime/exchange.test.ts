import { Agent, createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchange } from '../../../lambdas/runtime/exchange.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function listen(listener: RequestListener): Promise<URL> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
}

describe('over an agent whose only connection hangs', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = async (url: URL, timeoutMs: number) => {
    const answer = await exchange({ method: 'GET', url, headers: {}, timeoutMs, firstByteMs: timeoutMs, agent });
    return { ...answer, body: answer.body.toString() };
  };

  async function hanging(): Promise<URL> {
    let answered = 0;
    let first = true;
    return listen((_, outgoing) => {
      if (!first) outgoing.end(`ok ${++answered}`);
      first = false;
    });
  }
  afterEach(() => agent.destroy());

  test('a request waits for a connection, and is made when there is one', async () => {
    const url = await hanging();
    const hung = expect(get(url, 50)).rejects.toMatchObject({ written: true });
    expect(await get(url, 2_000)).toMatchObject({ status: 200, body: 'ok 1' });
    await hung;
  });

  test('a request whose time is over before there is one is never made', async () => {
    const url = await hanging();
    const hung = expect(get(url, 100)).rejects.toMatchObject({ written: true });
    await expect(get(url, 10)).rejects.toMatchObject({ name: 'TransportError', written: false });
    await hung;
    expect(await get(url, 2_000)).toMatchObject({ status: 200, body: 'ok 1' });
  });
});

describe('over a connection that was kept', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  afterEach(() => agent.destroy());
  const get = (url: URL, { firstByteMs = 2_000, signal = new AbortController().signal } = {}) =>
    exchange({ method: 'GET', url, headers: {}, timeoutMs: 2_000, firstByteMs, agent, signal });

  /** Answers the first request, and does something else with those after it. */
  async function once(then: RequestListener): Promise<URL> {
    let first = true;
    return listen((incoming, outgoing) => {
      if (first) outgoing.end('ok');
      else then(incoming, outgoing);
      first = false;
    });
  }

  test('a request leaves no listener behind', async () => {
    const url = await listen((_, outgoing) => outgoing.end('ok'));
    for (let i = 0; i < 3; i++) await get(url);
    const listenersOf = () => {
      const [socket] = Object.values(agent.freeSockets).flat();
      return socket?.eventNames().map((name) => [name, socket.listenerCount(name)]);
    };
    const before = listenersOf();
    for (let i = 0; i < 3; i++) await get(url);
    expect(listenersOf()).toEqual(before);
  });

  test.each<[string, RequestListener]>([
    ['closes', (incoming) => incoming.socket.end()],
    ['is reset', (incoming) => incoming.socket.resetAndDestroy()],
    ['is silent', () => undefined],
  ])('a request that finds that it %s may have found it dead', async (_what, then) => {
    const url = await once(then);
    await get(url);
    await expect(get(url, { firstByteMs: 50 })).rejects.toMatchObject({ stale: true, written: true });
  });

  test('an answer that broke off shows that it was alive', async () => {
    const url = await once((_, outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => outgoing.socket?.destroy(), 20);
    });
    await get(url);
    await expect(get(url)).rejects.toMatchObject({ stale: false });
  });

  test('an answer that has begun has the whole time to end', async () => {
    const url = await once((_, outgoing) => {
      outgoing.writeHead(200).write('slo');
      setTimeout(() => outgoing.end('w'), 150);
    });
    await get(url);
    expect((await get(url, { firstByteMs: 50 })).body.toString()).toBe('slow');
  });

  test('a new connection has the whole time to answer', async () => {
    const url = await listen((_, outgoing) => setTimeout(() => outgoing.end('ok'), 100));
    expect((await get(url, { firstByteMs: 10 })).status).toBe(200);
  });

  test('a request that is aborted fails with the reason, before and while it is made', async () => {
    const url = await listen(() => undefined);
    const reason = new Error('enough');
    await expect(get(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const asking = expect(get(url, { signal: controller.signal })).rejects.toBe(reason);
    setTimeout(() => controller.abort(reason), 10);
    await asking;
  });
});
