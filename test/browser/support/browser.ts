import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Names under which Chromium is installed; `CHROMIUM` names the file itself. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @throws Error that says what to do when there is no browser */
function findChromium({ CHROMIUM, PATH = '' }: NodeJS.ProcessEnv): string {
  const found = PATH.split(':').flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const path = [CHROMIUM, ...found].find((path) => path !== undefined && existsSync(path));
  if (path === undefined) {
    throw new Error('No Chromium was found: install it (apt-get install chromium), or name it in CHROMIUM.');
  }
  return path;
}

/** A browser that sees only this computer. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(process.env),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

export interface View {
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
}

export const DESKTOP: View = { width: 1440, height: 900, colorScheme: 'light' };

/** A page with the inspector in it, ready to be used. */
export interface InspectorPage {
  page: Page;
  /** What went wrong in the page, and every request to somewhere else. */
  complaints: string[];
}

/** @param url where the inspector is */
export async function openInspector(browser: Browser, url: string, view: View = DESKTOP): Promise<InspectorPage> {
  const { width, height, colorScheme } = view;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) complaints.push(request.url());
  });
  await page.goto(url);
  await page.locator('.link-state[data-link=live]').waitFor();
  return { page, complaints };
}
