/** Helpers for handling the page. */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Page } from '@playwright/test';

const EVENTS = fileURLToPath(new URL('../../../events/cases/', import.meta.url));

/** The folders that contain a case. */
export const CASES = readdirSync(EVENTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(EVENTS + entry.name).includes('event.json'))
  .map((entry) => entry.name);

/** A query that takes a while for each row, and far too long for all of them. */
export const ROWS = `with recursive c(x) as (select 1 union all select x + 1 from c limit 100000)
  select x, (select count(*) from flights where distance > x) from c`;
/** Opens the page and waits for its database. */
export async function open(page: Page, hash = ''): Promise<void> {
  await page.goto(`./${hash}`);
  await expect(page.getByTestId('first-answer')).toBeVisible();
}

/** Opens the Replay tab with its fixtures. */
export async function openReplay(page: Page, parameters = ''): Promise<void> {
  await page.goto(`./#replay${parameters}`);
  await expect(page.locator('.case')).toHaveCount(CASES.length);
}

export function result(page: Page): Locator {
  return page.getByRole('region', { name: 'Result', exact: true });
}

/** Replaces the editor's text. */
export async function write(page: Page, sql: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'SQL' });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(sql);
}

/** Runs a query and waits for it to end. */
export async function run(page: Page, sql: string): Promise<void> {
  await start(page, sql);
  await settled(page);
}

export async function start(page: Page, sql: string): Promise<void> {
  await write(page, sql);
  await page.getByRole('button', { name: 'Run', exact: true }).first().click();
}

export async function settled(page: Page): Promise<void> {
  await expect(result(page)).toHaveAttribute('data-state', /done|failed|cancelled|held/);
}

/** The text of one cell, counted from 0. */
export function cell(page: Page, row: number, column: number): Locator {
  return page.locator(`[role=row][aria-rowindex="${row + 2}"] [role=gridcell][aria-colindex="${column + 1}"]`);
}

export function generation(page: Page): Promise<number> {
  return page.evaluate(() => limbda.generation);
}

/** The duration of the last performance measure of a name. */
export function measure(page: Page, name: string): Promise<number> {
  return page.evaluate((wanted) => performance.getEntriesByName(wanted).at(-1)?.duration ?? -1, name);
}
