/** The page itself: keyboard, themes, phones. */

import { expect, test } from '@playwright/test';
import { cell, open, openReplay, run, write } from './page';

test('works by keyboard alone', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('tab', { name: 'Query' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Replay' })).toBeFocused();
  await expect(page.getByRole('tabpanel', { name: 'Replay' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tabpanel', { name: 'Query' })).toBeVisible();

  const editor = page.getByRole('textbox', { name: 'SQL' });
  for (let presses = 0; presses < 40 && !(await editor.evaluate((it) => it === document.activeElement)); presses++) {
    await page.keyboard.press('Tab');
  }
  await expect(editor).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type("select 'a' as a, 'b' as b union all select 'c', 'd'");
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(cell(page, 0, 0)).toHaveText('a');

  const grid = page.getByRole('grid');
  for (let presses = 0; presses < 20 && !(await grid.evaluate((it) => it === document.activeElement)); presses++) {
    await page.keyboard.press('Tab');
  }
  await expect(grid).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ControlOrMeta+c');
  await expect(page.locator('.toast')).toHaveText('cell copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('d');
});

test('a menu is used by keyboard', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Examples' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'SQL' })).toContainText('sched_dep_time');
  await page.getByRole('button', { name: 'Examples' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Examples' })).toBeFocused();
});

test('is dark where the system is, and what the reader says lasts', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(page);
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await background()).toBe('rgb(17, 20, 19)');
  await page.getByRole('button', { name: /switch to light/ }).click();
  expect(await background()).toBe('rgb(244, 246, 245)');
  await page.reload();
  expect(await background()).toBe('rgb(244, 246, 245)');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('nothing is wider than the screen', async ({ page }) => {
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await open(page);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: /and schema/ }).click();
    await expect(page.getByRole('button', { name: /^flights/ })).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: /and schema/ }).click();
    await run(page, 'select * from flights limit 500');
    await expect(cell(page, 0, 0)).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('tab', { name: 'Chart' }).click();
    await expect(page.getByRole('figure').locator('svg')).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'History' }).click();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await write(
      page,
      "select 'a_very_long_name_that_does_not_exist_anywhere_in_this_database_at_all' from nowhere_nowhere_nowhere_nowhere_nowhere_nowhere",
    );
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(page.getByTestId('problem')).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await openReplay(page, '?case=http-api-authorizer');
    await page.reload();
    await expect(page.getByTestId('verdict')).toContainText('Identical');
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});

test('loading tells the bytes, and a failed download can be tried again', async ({ page }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let attempts = 0;
  await page.route('**/*.wasm', async (route) => {
    await released;
    attempts += 1;
    await (attempts === 1 ? route.abort() : route.continue());
  });
  await page.goto('./');
  await expect(page.getByRole('status', { name: 'Loading' })).toContainText(/engine.*of \d+\.\d MB/);
  release();
  await expect(page.getByText('the engine cannot be loaded')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('first-answer')).toBeVisible();
});
