/** The engine's worker: cancellation, time to the first answer, crashes. */

import { expect, test } from '@playwright/test';
import { cell, generation, measure, open, ROWS, result, run, settled, start } from './page';

/** No row ever comes of it. */
const ENDLESS = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c';

for (const [what, sql] of [
  ['a query of 100,000 rows', ROWS],
  ['an endless query', ENDLESS],
] as const) {
  test(`${what} is cancelled, and the same worker continues`, async ({ page }) => {
    await open(page);
    const before = await generation(page);
    await start(page, sql);
    // It is running, and the page shows the elapsed time.
    await expect(page.locator('.elapsed')).toHaveText(/^(0\.[3-9]|[1-9])/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByTestId('cancelled')).toContainText('Cancelled after');
    const milliseconds = await measure(page, 'limbda:cancel');
    console.log(`${what}: cancelled ${milliseconds.toFixed(0)} ms after the click`);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(200);
    await run(page, 'select 7 as seven');
    await expect(cell(page, 0, 0)).toHaveText('7');
    expect(await generation(page)).toBe(before);
    await expect(page.getByTestId('notice')).toHaveCount(0);
  });
}

test('100,000 plain rows arrive', async ({ page }) => {
  await open(page);
  await run(page, 'with recursive c(x) as (select 1 union all select x + 1 from c limit 100000) select x from c');
  await expect(page.getByTestId('facts')).toContainText('100,000');
  await page.getByRole('grid').focus();
  await page.keyboard.press('ControlOrMeta+End');
  await expect(cell(page, 99_999, 0)).toHaveText('100000');
});

test('a result over the row limit is truncated, with a message', async ({ page }) => {
  await open(page);
  await run(page, 'with recursive c(x) as (select 1 union all select x + 1 from c limit 100001) select x from c');
  await expect(result(page)).toContainText('Only the first 100,000 rows');
});

test('a query that does not stop is terminated with its worker, with a message', async ({ page }) => {
  await open(page);
  const before = await generation(page);
  // One comparison, and the engine does not look up until it is done.
  await start(page, "select repeat('a', 900000) like '%' || repeat('a', 40000) || 'b%'");
  await expect(page.locator('.elapsed')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByTestId('cancelled')).toContainText('did not stop within a second');
  await expect(page.getByTestId('notice')).toContainText('later writes are lost');
  await run(page, 'select count(*) from airlines');
  await expect(cell(page, 0, 0)).toHaveText('16');
  await expect(page.getByTestId('notice')).toHaveCount(1);
  expect(await generation(page)).toBe(before + 1);
});

test('Escape in the editor cancels', async ({ page }) => {
  await open(page);
  await start(page, ENDLESS);
  await expect(page.locator('.elapsed')).toBeVisible();
  await page.getByRole('textbox', { name: 'SQL' }).focus();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('cancelled')).toBeVisible();
});

test('a cancelled write leaves no trace', async ({ page }) => {
  await open(page);
  await run(page, 'create table t (x integer)');
  await start(page, 'insert into t with recursive c(x) as (select 1 union all select x + 1 from c) select x from c');
  await expect(page.locator('.elapsed')).toHaveText(/^(0\.[3-9]|[1-9])/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await settled(page);
  await run(page, 'select count(*) from t');
  await expect(cell(page, 0, 0)).toHaveText('0');
});

test('the time from the module being cached to the first answer is measured', async ({ page }) => {
  await open(page);
  const first = await measure(page, 'limbda:first-answer');
  expect(first).toBeGreaterThan(0);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => (await caches.match(location.href, { ignoreSearch: true })) !== undefined);
  await page.reload();
  await open(page);
  const second = await measure(page, 'limbda:first-answer');
  expect(second).toBeGreaterThan(0);
  console.log(`first answer: ${first.toFixed(0)} ms after the download, ${second.toFixed(0)} ms from the cache`);
});

test('a crash is reported, and a new worker answers from the file as it was opened', async ({ page }) => {
  await open(page);
  await run(page, 'create table lost (x)');
  const before = await generation(page);
  await page.evaluate(() => limbda.crash());
  await expect(page.getByTestId('notice')).toContainText('The engine crashed and was restarted: ');
  await expect(page.getByTestId('notice')).toContainText('later writes are lost');
  await run(page, 'select count(*) from airlines');
  await expect(cell(page, 0, 0)).toHaveText('16');
  expect(await generation(page)).toBe(before + 1);
  await run(page, 'select * from lost');
  await expect(page.getByTestId('problem')).toContainText('no such table');
});

test('a crash in the middle of a query ends the query with a message', async ({ page }) => {
  await open(page);
  await start(page, ROWS);
  await expect(page.locator('.elapsed')).toBeVisible();
  await page.evaluate(() => limbda.crash());
  await expect(page.getByTestId('problem')).toContainText('crash');
  await run(page, 'select 7 as seven');
  await expect(cell(page, 0, 0)).toHaveText('7');
});
