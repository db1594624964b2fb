import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Archive, mediaArchive, withArchivedMedia } from '../../../lambdas/media/archive.ts';
import { linkOpener } from '../../../lambdas/media/open-link.ts';
import type { PutObject } from '../../../lambdas/media/put-object.ts';
import { type InboundMessage, readDelivery, readInbound } from '../../../lambdas/pilot-status/events.ts';
import { httpServer, type TestServer } from '../../support/http-server.ts';
import { recordedLog } from '../../support/log.ts';
import { received } from '../../support/samples.ts';

const CONVERSATION = 'acedbe4907f5a6d1acedbe4907f5a6d1';
const KEY = `inbound/${CONVERSATION}/2026-02-24/in-1.jpg`;

let files: TestServer;
let answer: RequestListener;

beforeEach(async () => {
  answer = fileOf({});
  files = await httpServer((request, response) => answer(request, response));
});
afterEach(() => files.stop());

const fileOf =
  (headers: Record<string, string>, body = 'a file', status = 200): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'image/jpeg', 'content-length': '6', ...headers }).end(body);

function open(overrides: Partial<Archive> = {}) {
  const objects = new Map<string, { type: string; bytes: number; body: string }>();
  const put: PutObject = async ({ key, type, bytes, body }) => {
    objects.set(key, { type, bytes, body: await text(body) });
  };
  const log = recordedLog();
  const archive = mediaArchive({
    openLink: linkOpener({ lookup: () => undefined, trustedOrigin: files.url }),
    put,
    allowedTypes: ['image/*'],
    maxBytes: 6,
    timeoutMs: 5_000,
    maxReceives: 3,
    log,
    ...overrides,
  });
  const keep = (receiveCount = 1, link: string | undefined = `${files.url}/file`) =>
    archive({ type: 'image', ...(link && { link }) }, event(receiveCount));
  return { objects, archive, keep, log };
}

const event = (receiveCount = 1) => ({
  key: { id: 'in-1', event: 'message.received' },
  conversation: CONVERSATION,
  receivedAt: Date.parse('2026-02-24T10:30:00.000Z'),
  receiveCount,
});

test('a file is kept under the key of its event, with the type that its server says', async () => {
  const { objects, keep, log } = open();
  expect(await keep()).toBe(KEY);
  expect([...objects]).toEqual([[KEY, { type: 'image/jpeg', bytes: 6, body: 'a file' }]]);
  expect(log.lines).toEqual([
    {
      level: 'info',
      step: 'media kept',
      fields: { id: 'in-1', event: 'message.received', conversation: CONVERSATION, bytes: 6 },
    },
  ]);
});

test('the same event a second time is the same object', async () => {
  const { objects, keep } = open();
  expect(await keep(1)).toBe(await keep(2));
  expect(objects.size).toBe(1);
});

test.each<[string, Record<string, string>, string]>([
  [
    'is larger than the limit',
    { 'content-type': 'image/jpeg', 'content-length': '7' },
    'larger than archiveMaxMegabytes',
  ],
  ['has no length', { 'content-type': 'image/jpeg' }, 'does not say its length'],
  ['has no type', { 'content-length': '6' }, 'does not say its type'],
  [
    'is of a type that is not allowed',
    { 'content-type': 'text/html', 'content-length': '6' },
    'not one of archiveTypes',
  ],
  ['says two types', { 'content-type': 'image/png, text/html', 'content-length': '6' }, 'does not say its type'],
  [
    'is encoded',
    { 'content-type': 'image/jpeg', 'content-length': '6', 'content-encoding': 'gzip' },
    'sends it encoded',
  ],
])('a file that %s is not kept, and the bot is asked without it', async (_which, headers, reason) => {
  const { objects, keep, log } = open();
  answer = (_, response) => {
    response.writeHead(200, headers).write('a file'.padEnd(Number(headers['content-length'] ?? 6)));
  };
  expect(await keep()).toBeUndefined();
  expect(objects.size).toBe(0);
  const error = expect.stringMatching(new RegExp(`^MediaRefused: It.*${reason}$`));
  expect(log.lines).toMatchObject([{ level: 'warn', step: 'media not kept', fields: { id: 'in-1', error } }]);
});

test('a dead link is not kept, and a file without a link neither', async () => {
  const { keep, archive, log } = open();
  answer = fileOf({}, '', 404);
  expect(await keep()).toBeUndefined();
  expect(await archive({ type: 'image', mediaId: 'm1' }, event())).toBeUndefined();
  expect(log.lines.map(({ fields }) => fields.error)).toEqual([
    'MediaRefused: Its link answers 404',
    'MediaRefused: It has no link',
  ]);
});

test('no line of the log holds the link, whose token opens the file', async () => {
  const { keep, log } = open({ put: () => Promise.reject(new Error(`cannot write ${files.url}/file`)) });
  await keep(3);
  answer = fileOf({}, '', 404);
  await keep();
  expect(log.lines).toHaveLength(2);
  expect(JSON.stringify(log.lines)).not.toContain('/file');
});

test('a failure that may pass is thrown, for as many receives as the message may wait', async () => {
  const { keep, log } = open();
  answer = fileOf({}, '', 503);
  await expect(keep(1)).rejects.toThrow('Its link answers 503');
  await expect(keep(2)).rejects.toThrow('Its link answers 503');
  expect(log.lines).toEqual([]);
  expect(await keep(3)).toBeUndefined();
  expect(log.steps()).toEqual(['media not kept']);
});

test('so is a failure of the bucket', async () => {
  const { keep } = open({ put: () => Promise.reject(new Error('S3 is away')) });
  await expect(keep(2)).rejects.toThrow('S3 is away');
  expect(await keep(3)).toBeUndefined();
});

test('a file that is shorter than it said is not kept', async () => {
  const { objects, keep } = open();
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': '6' });
    response.write('a ', () => response.destroy());
  };
  await expect(keep()).rejects.toThrow('aborted');
  expect(objects.size).toBe(0);
});

test('of a file that is longer than it said, no more than that is read', async () => {
  const { objects, keep } = open();
  answer = (_, response) =>
    response.socket?.end('HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 2\r\n\r\na file');
  expect(await keep()).toBe(KEY);
  expect(objects.get(KEY)).toMatchObject({ bytes: 2, body: 'a ' });
});

test.each<[string, RequestListener]>([
  ['does not answer', () => undefined],
  [
    'stops in the middle',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': '6' }).write('a');
    },
  ],
])('a server that %s is given up after a while', async (_which, listener) => {
  const { keep } = open({ timeoutMs: 50 });
  answer = listener;
  await expect(keep()).rejects.toThrow('It took longer than 0.05 s');
});

test('a file that is not kept is not read either', async () => {
  const { keep } = open({ timeoutMs: 600_000 });
  const closed = new Promise<void>((resolve) => {
    answer = (_, response) => {
      response.on('close', resolve).writeHead(200, { 'content-type': 'image/png', 'content-length': '1000000000' });
      response.write('a');
    };
  });
  expect(await keep()).toBeUndefined();
  await closed;
});

describe('a message', () => {
  const message = (data = {}) => readInbound(readDelivery(received(data))) as InboundMessage;
  const withImage = message({ type: 'image', mediaLink: 'https://files.example/1', mediaType: 'image' });

  test('with a file is given the key of the copy, and is otherwise the same', async () => {
    const before = structuredClone(withImage);
    const { media, ...rest } = await withArchivedMedia(withImage, event(), async () => KEY);
    expect(media).toEqual({ ...withImage.media, archiveKey: KEY });
    expect({ ...rest, media: withImage.media }).toEqual(before);
    expect(withImage).toEqual(before);
  });

  test.each<[string, InboundMessage, (() => Promise<string | undefined>) | undefined]>([
    ['whose file was not kept', withImage, async () => undefined],
    ['with a file, where there is no archive,', withImage, undefined],
    ['without a file', message(), () => Promise.reject(new Error('asked'))],
  ])('%s stays as it is', async (_which, before, archive) => {
    expect(await withArchivedMedia(before, event(), archive)).toBe(before);
  });
});
