import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { createApp } from '../../local/inspector/http/app.ts';
import { addPage } from '../../local/inspector/http/page.ts';
import { addStream } from '../../local/inspector/http/stream.ts';
import { bundlePage } from '../../local/inspector/page-bundle.ts';
import type { ChatMessage, EventSummary, Snapshot, Update } from '../../local/inspector/protocol.ts';
import { PLAIN_ACCOUNT } from '../../local/simulator/account.ts';
import { launchBrowser, openInspector } from './support/browser.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'local', 'inspector', 'page');
const MANY = 10_000;

let browser: Browser;
let server: Server;
let url: string;
let endStreams: () => void;
let tell: (update: Update) => void = () => undefined;

beforeAll(async () => {
  browser = await launchBrowser();
  const app = createApp();
  const page = await bundlePage(FOLDER);
  addPage(app, FOLDER, async () => page);
  endStreams = addStream(app, {
    listen(listener) {
      listener.snapshot(snapshot());
      tell = (update) => listener.update(update);
      return () => undefined;
    },
  });
  await app.ready();
  server = createServer((request, response) => app.routing(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await browser.close();
  endStreams();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('of ten thousand events the page draws those in sight, and finds any of them', async () => {
  const { page, complaints } = await openInspector(browser, url);
  const rows = page.locator('.row');
  await rows.first().waitFor();
  expect(await page.locator('.tab .count').first().textContent()).toBe('10,000');
  expect(await rows.count()).toBeLessThan(60);

  for (let n = MANY + 1; n <= MANY + 2_000; n += 50) {
    tell({ events: Array.from({ length: 50 }, (_, i) => summary(n + i)) });
  }
  await page.locator('.row', { hasText: '#12000' }).waitFor();
  expect(await rows.count()).toBeLessThan(60);

  await page.locator('.event-list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await page.locator('.row', { hasText: '#2001' }).waitFor();
  await page.locator('#search').fill('message number 7777');
  await page.locator('.row', { hasText: '#7777' }).waitFor();
  expect(await rows.count()).toBe(1);
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
  await page.context().close();
});

test('of two thousand contacts those in sight are drawn, anyone is found, and there is always room to write', async () => {
  const { page, complaints } = await openInspector(browser, url);
  tell({ messages: Array.from({ length: 2_000 }, (_, i) => message(i)) });
  await page.locator('.contact', { hasText: 'Contact 1999' }).waitFor();
  expect(await page.locator('.contact').count()).toBeLessThan(60);
  for (const [width, height] of [
    [375, 560],
    [800, 700],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    const { y = 0, height: tall = 0 } = (await page.locator('#composer').boundingBox()) ?? {};
    expect(tall).toBeGreaterThan(0);
    expect(y + tall).toBeLessThanOrEqual(height);
    expect((await page.locator('.messages').boundingBox())?.height).toBeGreaterThan(100);
  }
  await page.locator('.contact-list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await page.locator('.contact', { hasText: 'Ana' }).click();
  await page.getByLabel('Search contacts').fill('contact 777');
  await page.locator('.contact', { hasText: 'Contact 777' }).click();
  await page.locator('.bubble', { hasText: 'Hello from 777' }).waitFor();
  // The page asks what the rules say of the contact; here nobody answers.
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
  await page.context().close();
});

test('the pane in the middle fills its place', async () => {
  const { page } = await openInspector(browser, url);
  const { padding, maxWidth } = await page.evaluate<{ padding: string; maxWidth: string }>(
    "(({ padding, maxWidth }) => ({ padding, maxWidth }))(getComputedStyle(document.querySelector('.pane.pipeline')))",
  );
  await page.context().close();
  expect([padding, maxWidth]).toEqual(['0px', 'none']);
});

function message(i: number): ChatMessage {
  const chat = `+55119${40_000_000 + i}`;
  const content = { text: `Hello from ${i}` };
  return { id: `m${i}`, chat, side: 'contact', name: `Contact ${i}`, at: 1_000 + i, state: 'received', content };
}

function summary(n: number): EventSummary {
  return {
    n,
    id: `cmm_${n}`,
    event: 'message.received',
    at: n,
    contact: '+5511999999999',
    text: `This is message number ${n}`,
    station: 'vendor',
    progress: 'done',
    outcome: 'sent',
    deliveries: 1,
    attempts: 2,
    ids: [],
  };
}

function snapshot(): Snapshot {
  const queue = { waiting: 0, inFlight: 0, deadLetters: 0 };
  const state = { running: 0, invocations: 0, errors: 0, coldStarts: 0 };
  return {
    boot: 'one',
    webhookUrl: `${url}hooks/whatsapp/t`,
    vendor: { url, chat: true },
    stack: { name: 'pilot-status-prod', region: 'us-east-1' },
    target: '--local',
    mayAct: true,
    canFind: false,
    deadLetters: [],
    events: Array.from({ length: MANY }, (_, i) => summary(i + 1)),
    messages: [],
    queues: { events: queue, replies: queue },
    functions: { ingest: state, processor: state, reply: state },
    faults: { sends: [], events: [] },
    account: PLAIN_ACCOUNT,
  };
}
