import type { Browser, Page } from 'playwright-core';
import type { LocalApp } from '../support/local-app.ts';
import { startApp } from './support/app.ts';
import { objections } from './support/axe.ts';
import { type InspectorPage, launchBrowser, openInspector } from './support/browser.ts';
import { breakOnce, openNewest, writeAs } from './support/chat.ts';

let browser: Browser;
let app: LocalApp;
let open: InspectorPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  app = await startApp();
  open = await openInspector(browser, `${app.ready.inspectorUrl}`);
  page = open.page;
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  expect(open.complaints).toEqual([]);
});

/** What each view needs to be there, and to be gone again. */
const VIEWS: Record<string, { show(): Promise<unknown>; leave?(): Promise<unknown> }> = {
  'an event': { show: async () => page.getByRole('tab', { name: 'events' }).click() },
  'a new contact': {
    async show() {
      await page.getByRole('button', { name: 'New', exact: true }).click();
      await page.locator('.new-contact [name=address]').fill('nobody');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.locator('.new-contact .problem').waitFor();
    },
    leave: () => page.getByRole('button', { name: 'New', exact: true }).click(),
  },
  'the menu of a contact': {
    show: () => page.locator('.menu summary').click(),
    leave: () => page.locator('.menu summary').click(),
  },
  'the help': {
    show: () => page.getByRole('button', { name: 'Help' }).click(),
    leave: () => page.keyboard.press('Escape'),
  },
  'the form to deliver again': {
    show: () => page.getByRole('button', { name: 'Deliver again' }).click(),
    leave: () => page.keyboard.press('Escape'),
  },
  'dead letters': { show: () => page.getByRole('tab', { name: 'dead letters' }).click() },
};

test('axe objects to nothing, in any view, light or dark, on any width', async () => {
  await breakOnce(page, 'fails later');
  await writeAs(page, 'Bruno', 'Hi');
  await page.locator('.row .outcome[data-outcome=failed]').waitFor();
  await writeAs(page, 'Ana', 'Hi');
  await page.locator('.bubble.theirs .ticks[data-status=delivered]').waitFor();
  await openNewest(page);
  for (const summary of await page.locator('.event-body > .part > summary').all()) await summary.click();
  for (const summary of (await page.locator('.step summary').all()).slice(0, 2)) await summary.click();

  const found: string[] = [];
  const look = async (where: string) => {
    for (const objection of await objections(page)) found.push(`${where}: ${objection}`);
  };
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1440, height: 900 });
    for (const [name, { show, leave }] of Object.entries(VIEWS)) {
      await show();
      await look(`${name}, ${colorScheme}`);
      await leave?.();
    }
    await page.getByRole('tab', { name: 'events' }).click();
    await page.setViewportSize({ width: 800, height: 900 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(800);
    await look(`800 px, ${colorScheme}`);
    await page.setViewportSize({ width: 375, height: 700 });
    for (const pane of ['Chat', 'Pipeline', 'Event']) {
      await page.locator('nav.panes button', { hasText: pane }).click();
      await look(`${pane} on 375 px, ${colorScheme}`);
    }
  }
  expect(found).toEqual([]);
});
