import type { Page } from 'playwright-core';

/** Writes as one of the contacts. */
export async function writeAs(page: Page, contact: string, text: string): Promise<void> {
  await page.locator('.contact', { hasText: contact }).click();
  await page.locator('#composer').fill(text);
  await page.keyboard.press('Enter');
  await page.locator('.bubble.ours', { hasText: text }).last().waitFor();
}

/** Switches something on that goes wrong the next time. */
export async function breakOnce(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).click();
  await page.locator('.switch[aria-pressed=true]', { hasText: label }).waitFor();
}

/** What the bot has said to the contact that is chosen. */
export function answers(page: Page) {
  return page.locator('.bubble.theirs:not(.typing)');
}

/** Opens the newest event of the list. */
export async function openNewest(page: Page): Promise<void> {
  await page.locator('.row').first().click();
  await page.locator('.steps .step').first().waitFor();
}

/** The words of the steps that are shown, in order. */
export async function stepsShown(page: Page): Promise<string[]> {
  return page.locator('.step strong').allTextContents();
}
