import { once } from 'node:events';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { objectPutter } from '../../../lambdas/media/put-object.ts';
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

const client = new S3Client({
  region: 'sa-east-1',
  credentials: { accessKeyId: 'ASIATESTTESTTESTTEST', secretAccessKey: 'secret', sessionToken: 'token' },
});

const put = (body: Readable, bytes: number, signal = AbortSignal.timeout(5_000)) =>
  objectPutter(`${s3.url}/archive`, client.config)(
    { key: 'inbound/c/2026-02-24/id.jpg', type: 'image/jpeg', bytes, body },
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
  expect(puts[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=ASIATESTTESTTESTTEST\/\d{8}\/sa-east-1\/s3\/aws4_request, SignedHeaders=[\w;-]*host/,
  );
});

test('what S3 does not take is an error that says its status and code', async () => {
  answer = (_, response) => response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
  await expect(put(Readable.from(['a file']), 6)).rejects.toThrow('S3 answers 403 AccessDenied');
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
  const failed = expect(put(body, 6, controller.signal)).rejects.toThrow(/aborted/);
  const closed = once(body, 'close').catch(() => undefined);
  controller.abort();
  await failed;
  await closed;
  expect(body.destroyed).toBe(true);
});
