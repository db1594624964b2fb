import { once } from 'node:events';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { signer } from '../../../lambdas/aws/signer.ts';
import { objectPutter } from '../../../lambdas/media/put-object.ts';
import { authorizationOf } from '../../support/authorization.ts';
import { useCredentials } from '../../support/credentials.ts';
import { httpServer, type TestServer } from '../../support/http-server.ts';

let s3: TestServer;
let puts: { url: string; headers: IncomingHttpHeaders; body: string; complete: boolean }[];
let answer: RequestListener;

beforeEach(async () => {
  puts = [];
  answer = (_, response) => response.end();
  s3 = await httpServer(async (request, response) => {
    const put = { url: `${request.method} ${request.url}`, headers: request.headers, body: '', complete: false };
    puts.push(put);
    try {
      for await (const chunk of request) put.body += chunk;
    } catch {
      return;
    }
    put.complete = true;
    answer(request, response);
  });
});
afterEach(() => s3.stop());

useCredentials();

const put = (body: Readable, bytes: number, signal = AbortSignal.timeout(5_000), key = 'inbound/c/2026-02-24/id.jpg') =>
  objectPutter(`${s3.url}/archive`, signer('s3', { uriEscapePath: false }))(
    { key, type: 'image/jpeg', bytes, body },
    signal,
  );

test('an object is put with its type and length, signed for S3 in the region', async () => {
  await put(Readable.from([Buffer.from('a '), Buffer.from('file')]), 6);
  expect(puts).toMatchObject([
    {
      url: 'PUT /archive/inbound/c/2026-02-24/id.jpg',
      body: 'a file',
      headers: {
        'content-type': 'image/jpeg',
        'content-length': '6',
        'content-disposition': 'attachment',
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'x-amz-security-token': 'token',
      },
    },
  ]);
});

test('the request is signed as S3 wants it: host, type, length and token with it, the body not', async () => {
  await put(Readable.from(['a file']), 6, undefined, 'inbound/a%20b.jpg');
  const { headers = {} } = puts[0] ?? {};
  const names = /SignedHeaders=([\w;-]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  expect(names).toEqual(expect.arrayContaining(['content-length', 'content-type', 'host', 'x-amz-security-token']));
  const path = '/archive/inbound/a%20b.jpg';
  expect(headers.authorization).toBe(
    authorizationOf({ service: 's3', method: 'PUT', path, headers, bodyHash: 'UNSIGNED-PAYLOAD' }),
  );
});

test('what S3 does not take is an error that says its status and code', async () => {
  answer = (_, response) => response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
  await expect(put(Readable.from(['a file']), 6)).rejects.toThrow('S3 answers 403 AccessDenied');
});

test('an object that S3 refuses before it has read it is an error, and no more of it is read', async () => {
  const early = await httpServer((_, response) => {
    response.writeHead(403, { connection: 'close' }).end('<Error><Code>AccessDenied</Code></Error>', () => {
      response.socket?.destroy();
    });
  });
  const megabytes = (count: number) => Readable.from(Array(count).fill(Buffer.alloc(1_048_576)));
  try {
    for (let i = 0; i < 5; i++) {
      const body = megabytes(100);
      const object = { key: 'inbound/c/2026-02-24/id.jpg', type: 'image/jpeg', bytes: 104_857_600, body };
      await expect(
        objectPutter(early.url, signer('s3', { uriEscapePath: false }))(object, AbortSignal.timeout(5_000)),
      ).rejects.toThrow();
      expect(body.destroyed).toBe(true);
    }
  } finally {
    await early.stop();
  }
});

test('a body that breaks off is an error, and is never complete for S3', async () => {
  const body = Readable.from(
    (async function* () {
      yield 'a ';
      throw new Error('broke off');
    })(),
  );
  await expect(put(body, 6)).rejects.toThrow('broke off');
  expect(puts.filter(({ complete }) => complete)).toEqual([]);
});

test('a put that takes too long ends, and its body with it', async () => {
  const body = new Readable({ read: () => undefined });
  const controller = new AbortController();
  const failed = expect(put(body, 6, controller.signal)).rejects.toThrow();
  const closed = once(body, 'close').catch(() => undefined);
  controller.abort();
  await failed;
  await closed;
  expect(body.destroyed).toBe(true);
});
