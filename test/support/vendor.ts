import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSend {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** A vendor of a test's own: it keeps what it was sent, and answers as the test says. */
export interface TestVendor {
  url: string;
  sends: ReceivedSend[];
  /** How the next sends are answered, one each; then every one is accepted. */
  answers: ((response: ServerResponse) => void)[];
  /** How a send is answered that the test knows by what is in it; `answers` are for the others. */
  answerTo?: (send: ReceivedSend) => ((response: ServerResponse) => void) | undefined;
  /** What the history holds. */
  history: Record<string, unknown>[];
  stop(): Promise<void>;
}

export async function testVendor(): Promise<TestVendor> {
  const sends: ReceivedSend[] = [];
  const answers: TestVendor['answers'] = [];
  const history: TestVendor['history'] = [];
  const accept = (response: ServerResponse) =>
    response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `msg_${sends.length}` }));
  const server = createServer(async (request, response) => {
    if (request.url?.startsWith('/v1/messages/history')) {
      const items = new URL(request.url, 'http://vendor').searchParams.get('page') === '1' ? history : [];
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items }));
      return;
    }
    const chunks = await request.toArray();
    const send: ReceivedSend = {
      path: `${request.method} ${request.url}`,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    };
    sends.push(send);
    (vendor.answerTo?.(send) ?? answers.shift() ?? accept)(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const vendor: TestVendor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sends,
    answers,
    history,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return vendor;
}
