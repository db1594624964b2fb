import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { request } from '../../../lambdas/runtime/http.ts';

let server: Server | undefined;

afterEach(() => {
  jest.useRealTimers();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function listen(listener: RequestListener): Promise<URL> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
}

const TIMEOUT_MS = 20_000;

const post = (url: URL) =>
  request({ method: 'POST', url, headers: { 'x-a': 'b' }, body: 'olá', timeoutMs: TIMEOUT_MS });

test('a request carries its headers and its body, and gives the whole answer', async () => {
  const url = await listen((incoming, outgoing) => {
    incoming.setEncoding('utf8').on('data', (body) => {
      outgoing.writeHead(202, { 'retry-after': '3' }).end(`${incoming.method} ${incoming.headers['x-a']} ${body}`);
    });
  });
  expect(await post(url)).toMatchObject({ status: 202, body: 'POST b olá', headers: { 'retry-after': '3' } });
});

test('a redirect is an answer like any other: the key and the message go nowhere else', async () => {
  let requests = 0;
  const url = await listen((_incoming, outgoing) => {
    requests++;
    outgoing.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await post(url)).toMatchObject({ status: 307 });
  expect(requests).toBe(1);
});

test('a refused connection is an error before anything was written', async () => {
  const reserved = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => reserved.once('listening', resolve));
  const { port } = reserved.address() as AddressInfo;
  await new Promise((resolve) => reserved.close(resolve));
  await expect(post(new URL(`http://127.0.0.1:${port}`))).rejects.toMatchObject({
    name: 'TransportError',
    written: false,
  });
});

test('a TLS handshake that fails is an error before anything was written', async () => {
  const url = await listen((_, outgoing) => outgoing.end());
  await expect(post(new URL(`https://${url.host}`))).rejects.toMatchObject({ name: 'TransportError', written: false });
});

test('a reset after the request is an error after it was written', async () => {
  const url = await listen((incoming) => incoming.socket.destroy());
  await expect(post(url)).rejects.toMatchObject({ name: 'TransportError', written: true });
});

test('an answer that breaks off is an error after it was written', async () => {
  const url = await listen((_, outgoing) => {
    outgoing.writeHead(202, { 'content-length': '100' }).write('{', () => outgoing.socket?.destroySoon());
  });
  await expect(post(url)).rejects.toMatchObject({ name: 'TransportError', written: true });
});

test('an answer that does not come in time is an error after it was written', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
  const url = await listen(() => jest.advanceTimersByTime(TIMEOUT_MS));
  await expect(post(url)).rejects.toMatchObject({ name: 'TransportError', written: true });
});
