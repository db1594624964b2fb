import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { LocalApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { startApp } from './support/app.ts';
import { type InspectorPage, launchBrowser, openInspector } from './support/browser.ts';
import { answers, breakOnce, openNewest, writeAs } from './support/chat.ts';

let browser: Browser;
let folder: string;
let app: LocalApp;
let open: InspectorPage;
let page: Page;

const start = (...args: string[]) => startApp('--keep', folder, ...args);

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  app = await start();
  open = await openInspector(browser, `${app.ready.inspectorUrl}`);
  page = open.page;
});
afterEach(() => expect(open.complaints).toEqual([]));
afterAll(async () => {
  await browser.close();
  await app.stop();
  await rm(folder, { recursive: true });
});

const contact = (name: string) => page.locator('.contact', { hasText: name });
const bubbles = (text: string) => page.locator('.bubble', { hasText: text });

/** Waits until a line of the file with the history has these words. */
async function keptOnDisk(...words: string[]): Promise<void> {
  const lines = async () => (await readFile(join(folder, 'history.jsonl'), 'utf8')).split('\n');
  const isKept = async () => (await lines()).some((line) => words.every((word) => line.includes(word)));
  for (const deadline = Date.now() + 20_000; !(await isKept()); ) {
    if (Date.now() > deadline) throw new Error(`${words.join(' and ')} were never kept in one line.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Chooses something in the menu of the contact that is chosen. */
async function choose(action: string): Promise<void> {
  await page.locator('.menu summary').click();
  await page.locator('.menu button', { hasText: action }).click();
}

test('whoever is posted to the webhook appears by themselves, with what they wrote and the answer', async () => {
  await app.post(
    received({
      id: 'posted',
      messageId: 'posted',
      from: '+5511955554444',
      participantName: 'Davi',
      content: 'By curl',
    }),
  );
  await contact('Davi').click();
  await bubbles('By curl').waitFor();
  await answers(page).first().locator('.ticks[data-status=delivered]').waitFor();
});

test('what the team writes hands the conversation over, until it is released', async () => {
  await writeAs(page, 'Ana', 'Hi');
  await answers(page).first().waitFor();
  await page.locator('.writer select').selectOption('team');
  await page.locator('#composer').fill('This is a person');
  await page.keyboard.press('Enter');
  await page.locator('.bubble[data-side=team]', { hasText: 'This is a person' }).waitFor();
  await page.locator('.banner', { hasText: /A person has this until \d\d:\d\d/ }).waitFor();
  await page.locator('.banner').getByRole('button', { name: 'Release' }).click();
  await page.locator('.banner').waitFor({ state: 'detached' });
  await page.locator('.writer select').selectOption({ label: 'Ana' });
  await writeAs(page, 'Ana', 'And now?');
  await page.locator('.bubble.theirs[data-side=bot]').nth(1).waitFor();
});

test('who opted out is shown as such, and opts in again as the contact would', async () => {
  await writeAs(page, 'Carla', 'STOP');
  await page.locator('.banner', { hasText: 'Opted out' }).getByRole('button', { name: 'Opt in' }).click();
  await bubbles('START').waitFor();
  await page.locator('.banner').waitFor({ state: 'detached' });
});

test('a reply that fails later is red in the chat, in the lists and in the event', async () => {
  await breakOnce(page, 'fails later');
  await writeAs(page, 'Bruno', 'Hi');
  await page.locator('.bubble.theirs.failed', { hasText: 'WHATSAPP_NOT_EXIST' }).waitFor();
  await contact('Bruno').locator('.mark.failed').waitFor();
  await openNewest(page);
  await page.locator('.event-head .outcome[data-outcome=failed]', { hasText: 'WHATSAPP_NOT_EXIST' }).waitFor();
});

test('the address names the event that is open: reload, back, and a link lead to it', async () => {
  const title = (text: string) => page.locator('#event-title', { hasText: text });
  await page.locator('.row').nth(1).click();
  const hash = await page.evaluate<string>('location.hash');
  expect(hash).toMatch(/^#\/event\/\d+$/);
  await page.locator('.row').nth(2).click();
  await page.goBack();
  await title(hash.slice('#/event/'.length)).waitFor();
  await page.reload();
  await title(hash.slice('#/event/'.length)).waitFor();
  await page.locator('.contact[aria-selected=true]', { hasText: 'Bruno' }).waitFor();
  const link = await openInspector(browser, `${app.ready.inspectorUrl}#/event/1`);
  await link.page.locator('#event-title', { hasText: '#1' }).waitFor();
  await link.page.locator('.contact[aria-selected=true]', { hasText: 'Davi' }).waitFor();
  await link.page.context().close();
});

test('what could not be sent stays in its field, and what was written can be recalled', async () => {
  await contact('Ana').click();
  const composer = page.locator('#composer');
  await page.route('**/inspector/messages', (route) => route.abort());
  await composer.fill('Do not lose me');
  await page.keyboard.press('Enter');
  await page.locator('.toast', { hasText: 'does not answer' }).waitFor();
  expect(await composer.inputValue()).toBe('Do not lose me');
  await page.unroute('**/inspector/messages');
  open.complaints.length = 0;
  await page.locator('.toast button').click();
  await composer.fill('');
  await page.keyboard.press('ArrowUp');
  expect(await composer.inputValue()).toBe('And now?');
  await page.keyboard.press('ArrowUp');
  expect(await composer.inputValue()).toBe('This is a person');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await composer.inputValue()).toBe('');
});

test('any event can be delivered again, edited, as a new one', async () => {
  await page.goto(`${app.ready.inspectorUrl}#/event/1`);
  await page.getByRole('button', { name: 'Deliver again' }).click();
  const body = page.locator('dialog textarea');
  await body.fill((await body.inputValue()).replace('By curl', 'By hand'));
  await page.getByRole('button', { name: 'Deliver', exact: true }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await contact('Davi').click();
  await bubbles('By hand').waitFor();
  await answers(page).nth(1).waitFor();
});

test('contacts are searched, added, renamed and removed, and a conversation starts over', async () => {
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.keyboard.type('+55 11 94444-3333');
  await page.locator('.new-contact [name=name]').fill('Eva');
  await page.keyboard.press('Enter');
  await writeAs(page, 'Eva', 'Hi');
  await answers(page).first().waitFor();
  await page.locator('.menu summary').click();
  await page.keyboard.press('Escape');
  await page.locator('.menu:not([open])').waitFor();
  await choose('Rename');
  await page.keyboard.type('Evelyn');
  await page.keyboard.press('Enter');
  await contact('Evelyn').waitFor();
  await page.getByLabel('Search contacts').fill('944443333');
  expect(await page.locator('.contact').count()).toBe(1);
  await page.getByLabel('Search contacts').fill('');
  await choose('Reset');
  await page.locator('.messages .empty').waitFor();
  await choose('Remove');
  await contact('Evelyn').waitFor({ state: 'detached' });
});

test('in a group anybody writes', async () => {
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.keyboard.type('1203630@g.us');
  await page.keyboard.press('Enter');
  // Until it is chosen, the writers are those of another conversation.
  await page.locator('.contact[aria-selected=true]', { hasText: '1203630' }).waitFor();
  await page.locator('.writer select').selectOption({ label: 'Carla' });
  await page.locator('#composer').fill('Hello all');
  await page.keyboard.press('Enter');
  await page.locator('.bubble .who', { hasText: 'Carla' }).waitFor();
});

test('a button of the bot, a quote and a file come to the bot as such', async () => {
  await page.locator('.contact', { hasText: 'Ana' }).click();
  const before = await answers(page).count();
  await writeAs(page, 'Ana', 'Hi');
  // A click on a page that is about to change may be lost.
  const greeting = answers(page).nth(before);
  await greeting.locator('.ticks[data-status=read]').waitFor();
  await greeting.getByRole('button', { name: 'Opening hours' }).click();
  await page.locator('.bubble.ours blockquote').first().waitFor();
  await page.locator('.row [data-event="message.reply"]').waitFor();

  await answers(page).last().hover();
  await answers(page).last().getByRole('button', { name: 'Quote' }).click();
  await writeAs(page, 'Ana', 'That one');
  expect(await page.locator('.bubble.ours', { hasText: 'That one' }).locator('blockquote').textContent()).toBeTruthy();

  const file = { name: 'pizza.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') };
  await page.locator('input[type=file]').setInputFiles(file);
  const picture = page.locator('.bubble.ours img');
  await picture.waitFor();
  await page.waitForFunction("document.querySelector('.bubble.ours img').naturalWidth === 1");
});

test('an event is found by phone, id and text', async () => {
  await writeAs(page, 'Ana', 'I want a pizza');
  await writeAs(page, 'Bruno', 'Good morning');
  await page.locator('.row', { hasText: 'Good morning' }).waitFor();
  await page.locator('.row', { hasText: 'want' }).click();
  const id = (await page.locator('.event-head .id code').textContent()) ?? '';
  for (const search of ['5511999999999', 'WANT A', id]) {
    await page.locator('#search').fill(search);
    await page.locator('.row', { hasText: '97777-7777' }).first().waitFor({ state: 'detached' });
    await page.locator('.row', { hasText: 'I want a pizza' }).waitFor();
  }
  await page.locator('#search').fill('nothing of the kind');
  await page.locator('.tab-panel .empty').waitFor();
  await page.locator('#search').fill('');
  await page.keyboard.press('Escape');
});

test('all can be done with the keyboard', async () => {
  await page.keyboard.press('c');
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await bubbles('By keyboard').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.locator('.event-head').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.event-head').waitFor({ state: 'detached' });
  await page.waitForFunction("document.activeElement.id === 'event-list'");
  await page.keyboard.press('/');
  expect(await page.evaluate('document.activeElement.id')).toBe('search');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('d');
  await page.locator('#tab-dead-letters[aria-selected=true]').waitFor();
  await page.locator('#tab-dead-letters').focus();
  await page.keyboard.press('ArrowLeft');
  expect(await page.evaluate('document.activeElement.id')).toBe('tab-events');
});

test('the page is as it was when the app is killed, and starts again with what was kept', async () => {
  await contact('Bruno').click();
  await page.locator('.row').first().click();
  const shown = async () => ({
    events: await page.locator('.tab .count').first().textContent(),
    bubbles: await page.locator('.bubble > p').allTextContents(),
    title: await page.locator('#event-title').textContent(),
  });
  const { port } = new URL(`${app.ready.inspectorUrl}`);
  await page.locator('.messages > .theirs:last-child .ticks[data-status=read]').waitFor();
  await keptOnDisk(`${await answers(page).last().getAttribute('data-id')}`, '"state":"read"');
  const before = await shown();
  await app.stop('SIGKILL');
  await page.locator('.link-state[data-link=lost]').waitFor();
  app = await start('--port', port);
  await page.locator('.link-state[data-link=live]').waitFor();
  open.complaints.length = 0;
  expect(await shown()).toEqual(before);
  await page.reload();
  await page.locator('.steps .step').first().waitFor();
  expect(await shown()).toEqual(before);
});

/** A picture of one pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
