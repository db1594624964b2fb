import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { writeState } from '../../operations/state-file.ts';
import { synthesizeApp } from '../support/assembly.ts';
import { httpServer, type TestServer } from '../support/http-server.ts';
import { type LocalApp, startBareApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const SETTINGS = { archiveMedia: 'on', archiveMaxMegabytes: '1', bot: 'test/e2e/fixtures/archiving-bot.ts' };
const IMAGE = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80]);

let vendor: TestVendor;
let files: TestServer;
let app: LocalApp;
let s3: S3Client;
/** How the next requests for a file are answered, one each; then every one gets the image. */
let answers: RequestListener[];
let asked: number;

beforeAll(async () => {
  answers = [];
  asked = 0;
  vendor = await testVendor();
  files = await httpServer((request, response) => {
    asked++;
    (answers.shift() ?? image)(request, response);
  });
  const environment = { PILOT_STATUS_BASE_URL: vendor.url, ARCHIVE_TRUSTED_ORIGIN: files.url };
  app = await startBareApp(environment, await synthesizeApp(SETTINGS));
  await app.setApiKey('ps_local');
  const { awsEndpoint: endpoint, region, adminCredentials: credentials } = app.ready;
  s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}, 60_000);
afterAll(async () => {
  s3.destroy();
  await app.stop();
  await Promise.all([files.stop(), vendor.stop()]);
});

const image: RequestListener = (_, response) =>
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': IMAGE.length }).end(IMAGE);

const withImage = (id: string, data = {}) =>
  received({
    id,
    messageId: id,
    type: 'image',
    content: '',
    mediaLink: `${files.url}/${id}`,
    mediaType: 'image',
    ...data,
  });

/** Delivers a message, and gives the text that the bot answers. */
async function answerTo(id: string, data = {}): Promise<unknown> {
  const before = vendor.sends.length;
  await app.post(withImage(id, data));
  await app.waitFor((step) => step.step === 'sent' && step.id === id);
  return vendor.sends[before]?.body.text;
}

async function keys(): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: app.ready.outputs.ArchiveBucket }));
  return Contents.map(({ Key = '' }) => Key);
}

test('a file that a contact sends is kept, and the bot is told where', async () => {
  const text = await answerTo('in-1');
  const [key = ''] = await keys();
  expect(key).toMatch(/^inbound\/[0-9a-f]{32}\/\d{4}-\d\d-\d\d\/in-1\.jpg$/);
  expect(text).toBe(`kept: ${key}`);
  const object = await s3.send(new GetObjectCommand({ Bucket: app.ready.outputs.ArchiveBucket, Key: key }));
  expect(Buffer.from((await object.Body?.transformToByteArray()) ?? [])).toEqual(IMAGE);
  expect(object.ContentType).toBe('image/jpeg');
});

test('a message that is delivered twice is fetched and kept once', async () => {
  await app.post(withImage('in-1'));
  await app.waitFor(({ step, id }) => step === 'duplicate' && id === 'in-1');
  expect({ asked, kept: await keys() }).toEqual({ asked: 1, kept: [expect.stringContaining('in-1')] });
});

test('a failure that passes delays the answer, and the file is kept', async () => {
  answers.push((_, response) => response.writeHead(503).end());
  expect(await answerTo('in-2')).toMatch(/^kept: inbound\/.*\/in-2\.jpg$/);
  expect(app.steps.filter(({ step }) => step === 'broken')).toHaveLength(1);
});

test.each<[string, string, RequestListener, string]>([
  ['dead', 'dead-1', (_, response) => response.writeHead(404).end(), 'Its link answers 404'],
  [
    'too large',
    'large-1',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': 1_048_577 }).write('a');
    },
    'It is larger than archiveMaxMegabytes',
  ],
  [
    'of another type',
    'html-1',
    (_, response) => response.writeHead(200, { 'content-type': 'text/html', 'content-length': 1 }).end('a'),
    'Its type is not one of archiveTypes',
  ],
])(
  'a file that is %s is not kept; the message is answered, and the log says why',
  async (_which, id, listener, why) => {
    answers.push(listener);
    expect(await answerTo(id)).toBe('kept: no');
    expect(app.steps.filter((step) => step.step === 'media not kept' && step.id === id)).toMatchObject([
      { error: `MediaRefused: ${why}` },
    ]);
    expect(await keys()).not.toContainEqual(expect.stringContaining(id));
  },
);

test('a link into the network of the function is not followed', async () => {
  const before = asked;
  const { port } = new URL(app.ready.awsEndpoint);
  for (const [id, mediaLink] of [
    ['inside-1', 'https://169.254.169.254/latest/meta-data'],
    ['inside-2', `https://localhost:${port}/`],
    ['inside-3', `http://127.0.0.1:${port}/`],
  ] as const) {
    expect(await answerTo(id, { mediaLink })).toBe('kept: no');
  }
  answers.push((_, response) => response.writeHead(302, { location: `${app.ready.awsEndpoint}/` }).end());
  expect(await answerTo('inside-4')).toBe('kept: no');
  expect(asked).toBe(before + 1);
});

test('what the app prints holds no link', () => {
  expect(app.printed()).not.toContain(files.url);
});

test('the processor asks the bucket for nothing that its role does not allow', () => {
  expect(app.steps.filter(({ step }) => step === 'denied')).toEqual([]);
});

describe('forget', () => {
  const OTHER = '+5511777777777';
  const forget = (...args: string[]) =>
    pilotInside(['forget', '+5511999999999', '--local', '--json', ...args], { LOCAL_STATE_FILE: stateFile });
  let stateFile: string;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'state-'));
    stateFile = join(folder, 'state.json');
    const { webhookUrl, awsEndpoint, adminCredentials, region, stackId, outputs } = app.ready;
    const state = { webhookUrl, awsEndpoint, adminCredentials, region, stackId, outputs };
    await writeState(stateFile, { ...state, pid: process.pid });
    await answerTo('other-1', { from: OTHER });
  });
  afterAll(() => rm(dirname(stateFile), { recursive: true }));

  test('--dry-run counts the files of the contact, and keeps them', async () => {
    const before = await keys();
    const { stdout } = await forget('--dry-run');
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, erased: { files: 2 } });
    expect(await keys()).toEqual(before);
  });

  test('the files of the contact are erased, and those of nobody else', async () => {
    const { stdout, stderr } = await forget('--yes');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: false, erased: { files: 2 } });
    expect(await keys()).toEqual([expect.stringContaining('other-1')]);
  });

  test('a second run finds no more of them', async () => {
    const { stdout } = await forget('--yes');
    expect(JSON.parse(stdout)).toMatchObject({ erased: { conversations: 0, files: 0 } });
  });
});

test('without its grant the processor keeps nothing, and the message waits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assembly-'));
  await cp(await synthesizeApp(SETTINGS), folder, { recursive: true });
  const file = join(folder, 'Webhook.template.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('/inbound/*', '/elsewhere/*'));
  const environment = { PILOT_STATUS_BASE_URL: vendor.url, ARCHIVE_TRUSTED_ORIGIN: files.url };
  const denied = await startBareApp(environment, folder);
  try {
    await denied.post(withImage('denied-1'));
    await denied.waitFor(({ step }) => step === 'broken');
    expect(denied.steps.filter(({ step }) => step === 'denied' || step === 'broken')).toMatchObject([
      { action: 's3:PutObject', resource: expect.stringMatching(/^arn:aws:s3:::[\w-]+\/inbound\/.*\/denied-1\.jpg$/) },
      { error: 'Error: S3 answers 403 AccessDenied' },
    ]);
  } finally {
    await denied.stop();
    await rm(folder, { recursive: true });
  }
});
