import type { Browser, Page } from 'playwright-core';
import { PAGE } from '../../local/inspector/page/texts/page.ts';
import { WORDS } from '../../local/inspector/page/texts/words.ts';
import { SENTENCES } from '../../operations/texts/sentences.ts';
import { patternOf } from '../../operations/translate.ts';
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
  app = await startApp('--lang', 'pt-BR');
  open = await openInspector(browser, `${app.ready.inspectorUrl}`);
  page = open.page;
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  expect(open.complaints).toEqual([]);
});

/** English texts that Portuguese says in another way, as patterns: they stand for any values. */
const ENGLISH = [PAGE, SENTENCES, WORDS]
  .flatMap((catalogue) => Object.entries(catalogue))
  .filter(([english, portuguese]) => english !== portuguese && /\p{L}{2}/u.test(english.replace(/\{\w+\}/g, '')))
  .map(([english]) => patternOf(english));

/** What a person reads on the page, or hears of it; not what was sent and logged, and the vendor's names of events. */
const SHOWN = `[...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility())
  .filter((one) => !one.closest('.code, .fields, .bubble > p, .event-name, .language, script, noscript'))
  .flatMap((one) => [
    ...[...one.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data),
    ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => one.getAttribute(name) ?? ''),
  ])
  .map((text) => text.trim())
  .filter((text) => text !== '')`;

/** What would make a narrow page scroll to the side. */
const TOO_WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.outerHTML.slice(0, 80))`;

async function englishIn(view: string): Promise<string[]> {
  const shown = await page.evaluate<string[]>(SHOWN);
  expect(shown.length).toBeGreaterThan(50);
  const english = shown.filter((text) => ENGLISH.some((pattern) => pattern.test(text)));
  return [...new Set(english)].map((text) => `${view}: ${text}`);
}

test('in Portuguese no view shows English of ours, and axe objects to nothing', async () => {
  expect(await page.evaluate<string>('document.documentElement.lang')).toBe('pt-BR');
  expect(await page.title()).toBe('Inspetor do Pilot Status');
  await breakOnce(page, 'falha depois');
  await writeAs(page, 'Bruno', 'Oi');
  await page.locator('.row .outcome[data-outcome=failed]').waitFor();
  await breakOnce(page, '429');
  await writeAs(page, 'Ana', 'Oi');
  await page.locator('.bubble.theirs .ticks[data-status=read]').waitFor();
  await openNewest(page);
  for (const summary of await page.locator('.event-body > .part > summary').all()) await summary.click();
  for (const summary of await page.locator('.step summary').all()) await summary.click();

  const found = await englishIn('an event');
  expect(await objections(page)).toEqual([]);
  await page.locator('.row').last().click();
  await page.locator('.step', { hasText: 'resposta falhou' }).waitFor();
  found.push(...(await englishIn('a failed event')));
  await page.locator('.menu summary').click();
  await page.getByRole('button', { name: 'Novo', exact: true }).click();
  await page.locator('.new-contact [name=address]').fill('ninguém');
  await page.getByRole('button', { name: 'Adicionar', exact: true }).click();
  await page.locator('.new-contact .problem').waitFor();
  found.push(...(await englishIn('a menu, and a new contact')));
  await page.getByRole('button', { name: 'Ajuda' }).click();
  found.push(...(await englishIn('the help')));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Entregar de novo' }).click();
  found.push(...(await englishIn('the form to deliver again')));
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'mensagens mortas' }).click();
  found.push(...(await englishIn('dead letters')));
  await page.setViewportSize({ width: 375, height: 700 });
  for (const pane of ['Conversa', 'Pipeline', 'Evento']) {
    await page.locator('nav.panes button', { hasText: pane }).click();
    expect({ pane, tooWide: await page.evaluate<string[]>(TOO_WIDE) }).toEqual({ pane, tooWide: [] });
  }
  expect(found).toEqual([]);
});

test('another language is chosen on the page, and is there the next time; the address decides over both', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const heading = (text: string) => page.locator('h1', { hasText: text }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await heading('inspector');
  await page.reload();
  await heading('inspector');
  await page.goto(`${app.ready.inspectorUrl}?lang=pt`);
  await heading('inspetor');
  await page.getByRole('button', { name: 'English' }).click();
  await heading('inspector');
  expect(await page.evaluate<string>('document.documentElement.lang')).toBe('en');
});
