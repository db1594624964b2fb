import { request as send } from 'node:http';
import { type Inspector, startInspector } from '../../../local/inspector/inspector.ts';
import { openStream } from '../../support/event-stream.ts';
import { httpServer, type TestServer } from '../../support/http-server.ts';
import { received } from '../../support/samples.ts';

/** A stack whose AWS API does not answer. */
const CLOUD = {
  awsEndpoint: 'http://127.0.0.1:1',
  adminCredentials: { accessKeyId: 'k', secretAccessKey: 's' },
  region: 'us-east-1',
  stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/pilot-status-prod/uuid',
  outputs: { HookUrl: 'http://127.0.0.1:3000/hooks/whatsapp' },
  variables: {},
};
const WEBHOOK_URL = 'http://127.0.0.1:3000/hooks/whatsapp/token';

interface Served {
  inspector: Inspector;
  server: TestServer;
}

async function serve(vendor = { url: 'http://127.0.0.1:1', chat: false }): Promise<Served> {
  const inspector = await startInspector({ cloud: CLOUD, webhook: { url: WEBHOOK_URL }, vendor });
  const server = await httpServer((request, response) => {
    const handler = inspector.serveOther(request);
    if (handler) void handler(request, response);
    else response.writeHead(204).end();
  });
  return { inspector, server };
}

async function close({ inspector, server }: Served): Promise<void> {
  await inspector.stop();
  await server.stop();
}

describe('an inspector', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => close(served));
  const url = (path: string) => `${served.server.url}${path}`;

  /** A delivery that the API answers. */
  const deliver = (id: string) =>
    served.inspector.observeCloud({
      at: 1_000,
      kind: 'request',
      requestId: 'api',
      method: 'POST',
      path: '/hooks/whatsapp/token',
      status: 200,
      ms: 5,
      request: { headers: {}, body: JSON.stringify(received({ id })) },
      answer: { headers: {}, body: '{}' },
    });

  /** Makes a request with headers that `fetch` would not send. */
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const request = send(url(path), { headers }, async (response) => {
        resolve({ status: response.statusCode, body: Buffer.concat(await response.toArray()).toString() });
      });
      request.once('error', reject).end();
    });

  test('serves the page, with its script and its style, which may load nothing from elsewhere', async () => {
    const page = await fetch(url('/'));
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(await page.text()).toContain('/inspector/page.js');
    const script = await fetch(url('/inspector/page.js'));
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await script.text()).length).toBeGreaterThan(10_000);
    const style = await fetch(url('/inspector/page.css'));
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(await style.text()).toContain('{');
  });

  test('leaves to the API what is not its own', async () => {
    for (const path of ['/hooks/whatsapp/token', '/inspector', '/inspectors/', '/x']) {
      expect((await fetch(url(path))).status).toBe(204);
    }
    expect((await fetch(url('/?a=1'))).status).toBe(200);
  });

  test.each([
    ['a name that somebody made to mean this computer', { host: 'evil.example:3000' }],
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page that hides where it is from', { origin: 'null' }],
  ])('refuses %s, whatever is asked for', async (_what, headers) => {
    for (const path of ['/', '/inspector/stream', '/inspector/events/1', '/inspector/nothing']) {
      expect(await ask(path, headers)).toEqual({
        status: 403,
        body: '{"message":"The inspector answers this computer only."}',
      });
    }
  });

  test('tells a page all there is, and then what changes', async () => {
    const stream = await openStream(served.server.url);
    await stream.until(() => stream.snapshots.length === 1);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': expect.any(String),
    });
    expect(stream.snapshots[0]).toMatchObject({
      boot: expect.any(String),
      webhookUrl: WEBHOOK_URL,
      vendor: { chat: false },
      stack: { name: 'pilot-status-prod', region: 'us-east-1' },
      events: [],
      faults: { sends: [], events: [] },
    });
    deliver('first');
    served.inspector.observeVendor({ kind: 'faults', faults: { sends: [{ kind: 'lost' }], events: [] } });
    await stream.until(() => stream.updates.length > 0);
    expect(stream.updates[0]).toMatchObject({
      events: [{ n: 1, id: 'first' }],
      moves: [{ from: 'vendor', to: 'api' }, { from: 'api' }, { from: 'ingest' }],
      faults: { sends: [{ kind: 'lost' }] },
    });
    stream.hangUp();
  });

  test('answers 404 for an event that it does not know', async () => {
    for (const n of ['999', 'x', '-1', '1e3']) {
      const answer = await fetch(url(`/inspector/events/${n}`));
      expect([answer.status, await answer.json()]).toEqual([
        404,
        { message: `There is no event ${n}, or it is no longer kept.` },
      ]);
    }
  });

  test('says that contacts cannot write where replies do not go to our simulator', async () => {
    for (const [method, path] of [
      ['POST', '/inspector/messages'],
      ['PUT', '/inspector/faults'],
    ] as const) {
      const answer = await fetch(url(path), { method, headers: { 'content-type': 'application/json' }, body: '{}' });
      expect([answer.status, await answer.json()]).toEqual([
        409,
        { message: expect.stringMatching(/^Replies do not go to our simulator/) },
      ]);
    }
  });

  test.each([
    [{}, "The body must have required property 'queue'"],
    [{ queue: 'other' }, 'The body.queue must be equal to one of the allowed values: events, replies'],
    [{ queue: 'events', messageIds: [1] }, 'The body.messageIds.0 must be string'],
    [{ queue: 'events', all: true }, 'The body must NOT have additional properties'],
  ])('refuses to redrive %j, and says what is allowed', async (body, message) => {
    const answer = await fetch(url('/inspector/dead-letters/redrive'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([answer.status, await answer.json()]).toEqual([400, { message }]);
  });

  const upload = (type: string, body: string | Uint8Array<ArrayBuffer>) =>
    fetch(url('/inspector/media'), { method: 'POST', headers: { 'content-type': type }, body });

  const linkOf = async (answer: Response): Promise<string> => ((await answer.json()) as { link: string }).link;

  test('gives a file back as it came, in a place where nothing in it can run', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const answer = await upload('image/svg+xml', svg);
    expect(answer.status).toBe(201);
    const link = await linkOf(answer);
    expect(link).toMatch(`${served.server.url}/inspector/media/`);
    const file = await fetch(link);
    expect(file.headers.get('content-type')).toBe('image/svg+xml');
    expect(file.headers.get('content-security-policy')).toBe('sandbox');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await file.text()).toBe(svg);
  });

  test.each(['text/html', 'application/json', 'application/javascript'])(
    'keeps no file of the type %j',
    async (type) => {
      const answer = await upload(type, '<script></script>');
      const message = `${type}: allowed are image/*, audio/*, video/*, application/pdf and text/plain.`;
      expect([answer.status, await answer.json()]).toEqual([415, { message }]);
    },
  );

  test('keeps no file of an invalid type', async () => {
    for (const type of ['', 'image', 'image/png/x']) expect((await upload(type, 'x')).status).toBe(415);
  });

  test('keeps a text, and no file that is empty or larger than 16 MB', async () => {
    expect((await upload('text/plain; charset=utf-8', 'Hi')).status).toBe(201);
    expect((await upload('image/png', '')).status).toBe(400);
    expect((await upload('video/mp4', new Uint8Array(16 * 1024 * 1024 + 1))).status).toBe(413);
  });

  test('keeps the last fifty files', async () => {
    const link = await linkOf(await upload('image/png', 'oldest'));
    for (let i = 0; i < 49; i++) await upload('image/png', 'newer');
    expect((await fetch(link)).status).toBe(200);
    await upload('image/png', 'newest');
    expect((await fetch(link)).status).toBe(404);
  });
});

test('what a contact writes goes to the simulator, and its answer comes back unchanged', async () => {
  const asked: unknown[] = [];
  const vendor = await httpServer(async (request, response) => {
    asked.push([request.method, request.url, JSON.parse(Buffer.concat(await request.toArray()).toString())]);
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"code":"INVALID_PAYLOAD","message":"no"}');
  });
  const served = await serve({ url: vendor.url, chat: true });
  const call = async (method: string, path: string) => {
    const body = JSON.stringify({ from: 1 });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${served.server.url}${path}`, { method, headers, body });
    return [answer.status, await answer.json()];
  };
  const refusal = [400, { code: 'INVALID_PAYLOAD', message: 'no' }];
  expect(await call('POST', '/inspector/messages')).toEqual(refusal);
  expect(await call('PUT', '/inspector/faults')).toEqual(refusal);
  expect(asked).toEqual([
    ['POST', '/simulator/messages', { from: 1 }],
    ['PUT', '/simulator/faults', { from: 1 }],
  ]);
  await close(served);
  await vendor.stop();
});

test('a stream ends when the inspector stops, and the next inspector is distinguished from it', async () => {
  const first = await serve();
  const stream = await openStream(first.server.url);
  await stream.until(() => stream.snapshots.length === 1);
  await first.inspector.stop();
  await stream.ended;
  await first.server.stop();

  const second = await serve();
  const again = await openStream(second.server.url);
  await again.until(() => again.snapshots.length === 1);
  expect(again.snapshots[0]?.boot).not.toBe(stream.snapshots[0]?.boot);
  again.hangUp();
  await close(second);
});
