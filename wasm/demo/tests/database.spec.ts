/** Databases of one's own: saved, dropped, large, damaged. */

import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { cell, generation, open, ROWS, run, settled, start } from './page';

test('a saved database has what was written, and answers when it is dropped', async ({ page }) => {
  await open(page);
  await run(page, "create table note (id integer primary key, text text); insert into note (text) values ('kept')");
  const bytes = await readFile(await save(page));
  expect(bytes.subarray(0, 15).toString()).toBe('SQLite format 3');
  await page.reload();
  await open(page);
  await run(page, 'select text from note');
  await expect(page.getByTestId('problem')).toContainText('no such table');
  await drop(page, 'mine.db', bytes);
  await expect(page.getByTestId('database-name')).toHaveText('mine.db');
  await expect(page.locator('.findings')).toBeVisible();
  // The examples are now for this file.
  await expect(page.getByRole('textbox', { name: 'SQL' })).not.toContainText('delays');
  await run(page, 'select text from note');
  await expect(cell(page, 0, 0)).toHaveText('kept');
  await page.getByRole('button', { name: 'Demo' }).click();
  await expect(page.getByTestId('database-name')).toHaveText('nycflights.db');
});

test('a database of 20 MB opens and answers', async ({ page }) => {
  await open(page);
  await run(
    page,
    `create table big (id integer primary key, text text);
     insert into big (text) with recursive c(x) as (select 1 union all select x + 1 from c limit 20000)
     select hex(zeroblob(500)) || x from c`,
  );
  const path = await save(page);
  const { size } = await import('node:fs').then(({ statSync }) => statSync(path));
  expect(size).toBeGreaterThan(20_000_000);
  await page.reload();
  await open(page);
  await page.getByTestId('file-picker').setInputFiles({
    name: 'big.db',
    mimeType: 'application/vnd.sqlite3',
    buffer: await readFile(path),
  });
  await expect(page.getByTestId('database-name')).toHaveText('big.db');
  await run(page, 'select count(*), max(length(text)) from big');
  await expect(cell(page, 0, 0)).toHaveText('20000');
  await expect(cell(page, 0, 1)).toHaveText('1005');
});

test('another database takes over from one that a query is running on', async ({ page }) => {
  await open(page);
  const before = await generation(page);
  const bytes = await readFile(await save(page));
  await start(page, ROWS);
  await expect(page.locator('.elapsed')).toHaveText(/^(0\.[3-9]|[1-9])/);
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await drop(page, 'other.db', bytes);
  await expect(page.getByTestId('database-name')).toHaveText('other.db');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await settled(page);
  await run(page, 'select count(*) from airlines');
  await expect(cell(page, 0, 0)).toHaveText('16');
  expect(await generation(page)).toBe(before);
});

for (const [what, bytes] of [
  ['a text', Buffer.from('this is not a database, whatever its name may say'.repeat(200))],
  ['an empty file', Buffer.alloc(0)],
  ['a torn database', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 0xa5)])],
] as const) {
  test(`${what} is reported as unreadable, and the page continues to work`, async ({ page }) => {
    await open(page);
    const before = await generation(page);
    await drop(page, 'broken.db', bytes);
    await expect(page.getByTestId('notice')).toContainText('Cannot open broken.db.');
    await expect(page.getByTestId('notice')).toContainText('nycflights.db stays open');
    await run(page, 'select count(*) from airlines');
    await expect(cell(page, 0, 0)).toHaveText('16');
    expect(await generation(page)).toBe(before);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByTestId('notice')).toHaveCount(0);
  });
}

async function save(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save' }).click();
  return (await download).path();
}

async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
      return transfer;
    },
    { name, base64: bytes.toString('base64') },
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}
