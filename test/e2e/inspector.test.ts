import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ChatMessage, EventDetail, EventSummary, ShownDeadLetter } from '../../local/inspector/protocol.ts';
import { type EventStream, openStream } from '../support/event-stream.ts';
import { type LocalApp, startAppAndInspector } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';

const CONTACT = '+5511912345678';

let app: LocalApp;
let folder: string;
let stream: EventStream;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
  app = await startAppAndInspector('--keep', folder);
  stream = await openStream(origin());
});
afterAll(async () => {
  stream.hangUp();
  await app.stop();
  await rm(folder, { recursive: true });
});

const origin = () => app.ready.inspectorUrl.replace(/\/$/, '');

async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${origin()}/inspector/${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** What the page would show now of an event, by its key or its number. */
const eventWith = (fields: Partial<EventSummary>) =>
  stream.updates
    .flatMap(({ events = [] }) => events)
    .findLast((event) => Object.entries(fields).every(([name, value]) => event[name as keyof EventSummary] === value));

/** The reply to an event as the page would show it now. */
const replyTo = (n: number | undefined): ChatMessage | undefined =>
  stream.updates
    .flatMap(({ messages = [] }) => messages)
    .findLast((message) => message.side === 'bot' && message.n === n);

/** Lets the contact write, and waits until the event of it is done. */
async function write(text: string): Promise<EventSummary> {
  const { data } = await call<{ data: { id: string } }>('POST', 'messages', { from: CONTACT, text });
  await stream.until(() => eventWith({ id: data.id })?.progress === 'done');
  return eventWith({ id: data.id }) as EventSummary;
}

test('a contact writes, and the page sees the reply, its ticks, and all that happened on the way', async () => {
  const event = await write('Hi');
  expect(event).toMatchObject({ event: 'message.received', contact: CONTACT, text: 'Hi', outcome: 'sent' });
  await stream.until(() => replyTo(event.n)?.state === 'read');
  const moves = stream.updates.flatMap(({ moves = [] }) => moves).filter(({ n }) => n === event.n);
  expect(moves.map(({ from, to }) => `${from}>${to}`)).toEqual([
    'vendor>api',
    'api>ingest',
    'ingest>events',
    'events>processor',
    'processor>replies',
    'replies>reply',
    'reply>vendor',
  ]);

  const { steps, logs, ledger } = await call<EventDetail>('GET', `events/${event.n}`);
  const whats = steps.map(({ what }) => what);
  // What the function writes comes by a pipe, and can come after the vendor's first status.
  expect(whats.filter((what) => what !== 'sent')).toEqual([
    'delivered: 200 OK',
    'accepted',
    'queued',
    'taken up',
    'decided: answered, 1 reply',
    'taken up',
    '202 Accepted',
    'reply sent',
    'reply delivered',
    'reply read',
  ]);
  expect(whats.indexOf('sent')).toBeGreaterThan(whats.indexOf('202 Accepted'));
  expect(steps[0]?.exchange?.answer).toMatchObject({ status: 200, body: '{}' });
  const send = steps.find(({ what }) => what === '202 Accepted')?.exchange;
  expect(JSON.parse(send?.request.body ?? '')).toMatchObject({ destinationNumber: CONTACT });
  expect(JSON.parse(send?.answer?.body ?? '')).toMatchObject({ id: replyTo(event.n)?.id, status: 'QUEUED' });
  expect(new Set(logs.map(({ station }) => station))).toEqual(new Set(['ingest', 'processor', 'reply']));
  expect(ledger.map((record) => record.event)).toEqual(
    expect.arrayContaining(['message.received', '#reply.0', '#reply', 'message.read', '#conversation']),
  );
});

test('a send that is refused once is seen as two attempts', async () => {
  await call('PUT', 'faults', { sends: [{ kind: 'rateLimited', retryAfterSeconds: 1, next: 1 }], events: [] });
  await stream.until(() => stream.updates.some(({ faults }) => faults?.sends.length === 1));
  const event = await write('Once more');
  const { steps } = await call<EventDetail>('GET', `events/${event.n}`);
  const reply = steps.filter(({ station }) => station === 'reply' || station === 'replies' || station === 'vendor');
  expect(reply.slice(0, 7).map(({ what, attempt }) => [what, attempt])).toEqual([
    ['taken up', 1],
    ['429 Too Many Requests', undefined],
    ['retry: RATE_LIMIT_EXCEEDED', undefined],
    ['back in the queue', undefined],
    ['taken up', 2],
    ['202 Accepted', undefined],
    ['sent', undefined],
  ]);
  expect(event.attempts).toBe(2);
});

test('a delivery with a wrong token is seen as refused, with what the function wrote', async () => {
  await app.post(received({ id: 'stranger' }), { url: `${app.ready.outputs.HookUrl}/wrong` });
  await stream.until(() => eventWith({ progress: 'refused' }) !== undefined);
  const { summary, logs } = await call<EventDetail>('GET', `events/${eventWith({ progress: 'refused' })?.n}`);
  expect(summary).toMatchObject({ outcome: '401', station: 'ingest' });
  expect(logs.map(({ line }) => line)).toEqual([expect.stringContaining('"refused"')]);
});

test('a dead letter is shown with its reason, and its redrive ends with the reply', async () => {
  const { awsEndpoint: endpoint, region, adminCredentials: credentials, outputs } = app.ready;
  const sqs = new SQSClient({ endpoint, region, credentials });
  const attributes = {
    id: 'parked',
    event: 'message.received',
    receivedAt: String(Date.now()),
    reason: 'It was tired',
  };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: outputs.EventsDeadLettersUrl,
      MessageBody: JSON.stringify(received({ id: 'parked', messageId: 'wa-parked', from: CONTACT })),
      MessageGroupId: 'a-conversation',
      MessageDeduplicationId: 'parked',
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }),
  );
  sqs.destroy();
  await stream.until(() => stream.updates.some(({ queues }) => queues?.events.deadLetters === 1));
  const [letter] = await call<ShownDeadLetter[]>('GET', 'dead-letters');
  expect(letter).toMatchObject({ queue: 'events', reason: 'It was tired', at: expect.any(Number) });
  const redrive = { queue: 'events', messageIds: [letter?.messageId] };
  expect(await call('POST', 'dead-letters/redrive', redrive)).toEqual({ redriven: 1 });
  await stream.until(() => eventWith({ id: 'parked' })?.outcome === 'sent');
  expect(await call('GET', 'dead-letters')).toEqual([]);
});

test('an event that is delivered again as it was is a duplicate of itself', async () => {
  const body = JSON.stringify(received({ id: 'again', messageId: 'again', from: CONTACT }));
  for (const deliveries of [1, 2]) {
    expect(await call('POST', 'deliveries', { body })).toEqual({ status: 200 });
    await stream.until(() => eventWith({ id: 'again' })?.deliveries === deliveries);
  }
});

test('what a person erases with `forget` is gone from the page and from the folder', async () => {
  const stranger = '+5511900001111';
  await app.post(received({ id: 'secret', messageId: 'secret', from: stranger, content: 'A secret' }));
  await stream.until(() => eventWith({ id: 'secret' })?.reached === 'read');
  const history = join(folder, 'history.jsonl');
  await eventually(() => readFileSync(history, 'utf8').includes('A secret'));
  const forget = ['forget', stranger, '--local', '--yes'];
  expect(await pilotInside(forget, { LOCAL_STATE_FILE: app.stateFile })).toMatchObject({ code: 0 });
  await stream.until(() => stream.snapshots.length > 1);
  expect(JSON.stringify(stream.snapshots.at(-1))).not.toContain(stranger);
  expect(readFileSync(history, 'utf8')).not.toContain(stranger);
});

test('it ends at once while a page is open', async () => {
  const other = await startAppAndInspector();
  const page = await openStream(other.ready.inspectorUrl.replace(/\/$/, ''));
  await page.until(() => page.snapshots.length === 1);
  await Promise.all([other.stop('SIGINT'), page.ended]);
});

test('--no-inspector leaves the API alone', async () => {
  const other = await startAppAndInspector('--no-inspector');
  expect(other.ready).not.toHaveProperty('inspectorUrl');
  expect((await fetch(new URL('/', other.ready.webhookUrl))).status).toBe(404);
  await other.stop();
});

test('--open opens the inspector, and says so when that fails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  const opened = join(folder, 'opened');
  const path = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${path}`;
  for (const name of ['xdg-open', 'open']) {
    await writeFile(join(folder, name), `#!/bin/sh\necho "$1" > ${opened}\nexit 3\n`);
    await chmod(join(folder, name), 0o755);
  }
  const other = await startAppAndInspector('--open');
  process.env.PATH = path;
  await eventually(() => other.printed().includes('The browser was not opened'));
  expect((await readFile(opened, 'utf8')).trim()).toBe(other.ready.inspectorUrl);
  expect(other.printed()).toMatch(/The browser was not opened: (xdg-)?open ended with 3\.\n/);
  await other.stop();
  await rm(folder, { recursive: true });
});

/** Asks again and again until it is so. */
async function eventually(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !isSo(); ) {
    if (Date.now() > deadline) throw new Error('It never happened.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
