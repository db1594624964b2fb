import { get } from 'node:http';
import type { Listener } from '../../../../local/inspector/feed.ts';
import { createApp } from '../../../../local/inspector/http/app.ts';
import { addStream } from '../../../../local/inspector/http/stream.ts';
import { httpServer } from '../../../support/http-server.ts';

/** A stream with a sign of life every 5 ms, and those who listen to the feed behind it. */
async function serve() {
  const listeners = new Set<Listener>();
  const app = createApp();
  const endAll = addStream(
    app,
    {
      listen(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    5,
  );
  await app.ready();
  const server = await httpServer((request, response) => app.routing(request, response));
  return { url: `${server.url}/inspector/stream`, listeners, endAll, stop: server.stop };
}

test('there is a sign of life while nothing happens', async () => {
  const { url, endAll, stop } = await serve();
  const text = await new Promise<string>((resolve) => {
    const request = get(url, (response) => {
      let said = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
        if (said.split(':\n\n').length > 3) resolve(said);
      });
      response.once('end', () => request.destroy());
    });
  });
  expect(text).toMatch(/^retry: 1000\n\n(:\n\n){3}/);
  endAll();
  await stop();
});

test('a page that hangs up is forgotten', async () => {
  const { url, listeners, stop } = await serve();
  const request = get(url, (response) => response.resume());
  // Destroyed by the test, which is an error to the client.
  request.on('error', () => undefined);
  await until(() => listeners.size === 1);
  request.destroy();
  await until(() => listeners.size === 0);
  await stop();
});

/** Waits until it is so; the test ends what never comes. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
