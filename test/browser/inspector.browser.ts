import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { LocalApp } from '../support/local-app.ts';
import { startApp } from './support/app.ts';
import { DESKTOP, type InspectorPage, launchBrowser, openInspector, type View } from './support/browser.ts';
import { answers, breakOnce, openNewest, stepsShown, writeAs } from './support/chat.ts';

const IMAGES = join(import.meta.dirname, '..', '..', 'docs', 'images');

let browser: Browser;
let app: LocalApp;
let open: InspectorPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  app = await startApp();
  await show(DESKTOP);
});
afterEach(() => expect(open.complaints).toEqual([]));
afterAll(async () => {
  await browser.close();
  await app.stop();
});

async function show(view: View): Promise<void> {
  await page?.context().close();
  open = await openInspector(browser, `${app.ready.inspectorUrl}`, view);
  page = open.page;
}

/** Shows an app in which nothing has happened yet, for the pictures. */
async function startAnew(view: View): Promise<void> {
  await page.context().close();
  await app.stop();
  app = await startApp();
  await show(view);
}

/** Writes as a contact: the row of the message, and what was answered since. */
async function write(contact: string, text: string) {
  await page.locator('.contact', { hasText: contact }).click();
  await page.locator('.contact[aria-selected=true]', { hasText: contact }).waitFor();
  const before = await answers(page).count();
  await writeAs(page, contact, text);
  const row = page.locator('.row', { hasText: text });
  return {
    row,
    outcome: (name: string) => row.locator(`.outcome[data-outcome=${name}]`),
    answer: answers(page).nth(before),
    answers: async () => (await answers(page).count()) - before,
  };
}

const image = (name: string) => join(IMAGES, `${name}.png`);

/** A chat in which the second reply needs two attempts. */
async function talk(): Promise<void> {
  await writeAs(page, 'Ana', 'Hi, good evening!');
  await answers(page).first().locator('.ticks[data-status=read]').waitFor();
  await breakOnce(page, '429');
  await page.getByRole('button', { name: 'Order a pizza' }).click();
  await answers(page).nth(1).locator('.ticks[data-status=read]').waitFor();
}

/** Everything at once, as the pictures of the README show it. */
async function fillPage(): Promise<void> {
  await breakOnce(page, 'twice');
  await writeAs(page, 'Bruno', 'What are your opening hours?');
  await answers(page).first().waitFor();
  await page.locator('.contact', { hasText: 'Ana' }).click();
  await talk();
  await openNewest(page);
  await page.locator('.step', { hasText: 'reply read' }).waitFor();
  await writeAs(page, 'Carla', 'Can I order for eight people?');
  await page.locator('.contact', { hasText: 'Ana' }).click();
  await page.locator('.dots circle').first().waitFor();
}

test('a reply that nobody can account for is parked with its reason, and sent on when it is redriven', async () => {
  await page.getByRole('button', { name: 'no history', exact: true }).click();
  await breakOnce(page, 'answer lost');
  const { row, outcome, answers } = await write('Ana', 'Hi');
  await row.locator('.outcome[data-progress=parked]').waitFor({ timeout: 40_000 });
  await page.locator('.tray[data-queue=replies][data-count="1"]').click();
  await page.locator('.letter .reason', { hasText: 'its history cannot tell' }).waitFor();
  await page.screenshot({ path: image('dead-letter') });
  await page.getByRole('button', { name: 'Redrive', exact: true }).click();
  await page.locator('.letter .reason', { hasText: 'parked again' }).waitFor();

  await page.getByRole('button', { name: 'no history', exact: true }).click();
  await page.getByRole('button', { name: 'Redrive', exact: true }).click();
  await page.locator('.tab-panel .empty').waitFor();
  await page.getByRole('tab', { name: 'events' }).click();
  await outcome('sent').waitFor({ timeout: 40_000 });
  expect(await answers()).toBe(1);
});

test('what a contact writes is answered, and the ticks come', async () => {
  const { outcome, answer } = await write('Ana', 'Good morning');
  expect(await answer.locator('p').textContent()).toContain('Hi Ana!');
  await answer.locator('.ticks[data-status=read]').waitFor();
  await outcome('sent').waitFor();
});

test('an event that is delivered twice is answered once', async () => {
  await breakOnce(page, 'twice');
  const { row, outcome, answers } = await write('Bruno', 'Twice');
  await row.and(page.locator('.row', { hasText: 'came 2×' })).waitFor();
  await outcome('sent').waitFor();
  expect(await answers()).toBe(1);
  await row.click();
  await page.locator('.event-head', { hasText: 'delivered 2 times' }).waitFor();
});

test('a reply that got a 429 is sent again, and the timeline shows both', async () => {
  await breakOnce(page, '429');
  const { row, outcome } = await write('Ana', 'Limited');
  await outcome('sent').waitFor();
  await row.click();
  await page.locator('.step', { hasText: 'attempt 2' }).first().waitFor();
  const steps = await stepsShown(page);
  const limited = steps.findIndex((step) => step.includes('429'));
  expect(limited).toBeGreaterThan(-1);
  expect(steps.slice(limited).some((step) => step.includes('202'))).toBe(true);
});

test('a reply whose answer was lost is unknown until the history tells that it was sent', async () => {
  await breakOnce(page, 'answer lost');
  const { row, outcome, answers } = await write('Carla', 'Lost');
  await outcome('unknown').waitFor();
  await outcome('sent').waitFor({ timeout: 40_000 });
  expect(await answers()).toBe(1);
  await row.click();
  await page.locator('.step', { hasText: 'no answer' }).first().waitFor();
});

test('an event shows what was said over HTTP, its records in the ledger, and the logs, and dark is dark', async () => {
  await startAnew(DESKTOP);
  await fillPage();
  await page.screenshot({ path: image('inspector') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: image('inspector-dark') });
  const colour = await page.evaluate<string>(
    "getComputedStyle(document.querySelector('.pane.pipeline')).backgroundColor",
  );
  const [red = 255, green = 255, blue = 255] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  expect(Math.max(red, green, blue)).toBeLessThan(60);

  for (const answer of ['429', '202']) {
    const step = page.locator('.step[data-station=vendor]', { hasText: new RegExp(`vendor\\s*${answer} `) });
    await step.locator('summary').click();
    await step.locator('.code', { hasText: '"destinationNumber": "+5511999999999"' }).waitFor();
    await step.locator('h3', { hasText: `Answer ${answer}` }).waitFor();
  }
  await page.locator('.record summary', { hasText: '#reply.0' }).click();
  await page.locator('.record[open] .code', { hasText: '"state": "sent"' }).waitFor();
  await page.locator('.part > summary', { hasText: 'Logs' }).click();
  await page.locator('.record .line', { hasText: 'decided' }).waitFor();
});

test('on 375 px there is one pane at a time, and nothing sticks out', async () => {
  await startAnew({ width: 375, height: 760, colorScheme: 'light' });
  await writeAs(page, 'Ana', 'Hi, good evening!');
  await answers(page).first().locator('.ticks[data-status=read]').waitFor();
  await page.getByRole('button', { name: 'Order a pizza' }).click();
  await answers(page).nth(1).locator('.ticks[data-status=read]').waitFor();
  for (const [i, pane] of ['chat', 'pipeline', 'event'].entries()) {
    await page.locator(`nav.panes button >> nth=${i}`).click();
    expect(await page.locator('main > .pane:visible').getAttribute('class')).toContain(pane);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    await page.screenshot({ path: image(`narrow-${pane}`) });
    if (pane === 'pipeline') await openNewest(page);
  }
});

test('the page goes on when the server is started again', async () => {
  await show(DESKTOP);
  await (await write('Ana', 'Hi')).answer.waitFor();
  const port = new URL(`${app.ready.inspectorUrl}`).port;
  await app.stop();
  await page.locator('.link-state[data-link=lost]').waitFor();
  open.complaints.length = 0;
  app = await startApp('--port', port);
  await page.locator('.link-state[data-link=live]').waitFor();
  // While it was away, the browser complained that it could not be reached.
  open.complaints.length = 0;
  expect(await page.locator('.row').count()).toBe(0);
  await writeAs(page, 'Ana', 'Hi again');
  await answers(page).first().waitFor();
});
