/** The Query tab: results, errors, parameters, links, downloads, history. */

import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { cell, open, result, run, settled, write } from './page';

test('a query answers, with its facts', async ({ page }) => {
  await open(page);
  await run(page, 'select carrier, count(*) as n from flights group by carrier order by n desc limit 3');
  await expect(cell(page, 0, 0)).toHaveText('UA');
  await expect(cell(page, 0, 1)).toHaveText('4637');
  await expect(page.getByTestId('facts')).toContainText('27,004');
  await expect(result(page).getByRole('status')).toContainText('done: 3 rows');
});

test('the date is today’s', async ({ page }) => {
  await open(page);
  const before = new Date().toISOString().slice(0, 10);
  await run(page, "select datetime('now')");
  const after = new Date().toISOString().slice(0, 10);
  const shown = await cell(page, 0, 0).textContent();
  expect([before, after]).toContain(shown?.slice(0, 10));
});

test('every type of value is recognisable, and no number is rounded', async ({ page }) => {
  await open(page);
  await run(page, "select null, 9223372036854775807, 1.0, 9e999, 'text', x'cafe00', ''");
  await expect(cell(page, 0, 0)).toHaveText('NULL');
  await expect(cell(page, 0, 0)).toHaveClass(/null/);
  await expect(cell(page, 0, 1)).toHaveText('9223372036854775807');
  await expect(cell(page, 0, 2)).toHaveText('1.0');
  await expect(cell(page, 0, 3)).toHaveText('Infinity');
  await expect(cell(page, 0, 4)).toHaveText('text');
  await expect(cell(page, 0, 5)).toHaveText('blob 3 B');
  await expect(cell(page, 0, 5)).toHaveClass(/blob/);
});

test('a result of 27,004 rows keeps few of them in the page, and its end can be reached', async ({ page }) => {
  await open(page);
  await run(page, 'select * from flights');
  await expect(page.getByTestId('facts')).toContainText('27,004');
  await page.getByRole('grid').focus();
  await page.keyboard.press('ControlOrMeta+End');
  await expect(page.getByRole('gridcell', { selected: true })).toBeInViewport();
  await expect(page.locator('.inspector-place')).toContainText('row 27,004');
  expect(await page.locator('.grid-row').count()).toBeLessThan(100);
});

test('an error in SQL is shown at its place, and the page continues to work', async ({ page }) => {
  await open(page);
  await run(page, 'select carrier fron airlines where where');
  await expect(page.getByTestId('problem')).toContainText('sql-syntax');
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(1);
  await run(page, 'select 1 from flihgts');
  await expect(page.getByTestId('problem')).toContainText('no such table: flihgts');
  await expect(page.locator('.cm-lintRange-error')).toHaveText('flihgts');
  await run(page, 'select 7 as seven');
  await expect(cell(page, 0, 0)).toHaveText('7');
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
});

test('the place of an error is right behind characters of many bytes', async ({ page }) => {
  await open(page);
  await run(page, "select 'äöü€😀' selec t");
  await expect(page.getByTestId('problem')).toContainText('sql-syntax');
  await expect(page.locator('.cm-lintRange-error')).toHaveText(/^(selec|t)$/);
});

test('parameters fill a query', async ({ page }) => {
  await open(page);
  await write(page, 'select :a as a, :b as b');
  // The list of completions may lie over the button.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Parameters', exact: true }).click();
  await page.getByLabel('Parameters', { exact: true }).last().fill('{"a": 9007199254740993, "b": "text"}');
  await page.getByRole('button', { name: 'Run', exact: true }).first().click();
  await expect(cell(page, 0, 0)).toHaveText('9007199254740993');
  await expect(cell(page, 0, 1)).toHaveText('text');
});

test('several statements run as one batch, and a write changes the schema browser', async ({ page }) => {
  await open(page);
  await run(page, "create table note (text text); insert into note values ('one'), ('two'); select count(*) from note");
  await expect(cell(page, 0, 0)).toHaveText('2');
  await expect(page.getByRole('button', { name: /^note/ })).toBeVisible();
  await expect(page.getByLabel('Statement')).toHaveValue('2');
});

test('the schema browser shows columns, keys and indexes, inserts and previews', async ({ page }) => {
  await open(page);
  const side = page.getByRole('complementary', { name: 'Database and schema' });
  await side.getByRole('button', { name: 'flights 27,004' }).click();
  await expect(side).toContainText('→ airlines');
  await expect(side).toContainText('origin, dest');
  await write(page, 'select ');
  await side.getByRole('button', { name: /^tailnum/ }).click();
  await expect(page.getByRole('textbox', { name: 'SQL' })).toHaveText('select tailnum');
  await side.getByTitle('Show rows of delays').click({ force: true });
  await expect(page.getByRole('columnheader', { name: 'airline' })).toBeVisible();
});

test('the editor completes names of the schema', async ({ page }) => {
  await open(page);
  await write(page, '');
  await page.keyboard.type('select * from airp');
  await page.getByRole('option', { name: 'airports' }).click();
  await expect(page.getByRole('textbox', { name: 'SQL' })).toHaveText('select * from airports');
});

test('a link brings its query back and runs it', async ({ page, context }) => {
  await open(page);
  await write(page, "select 'shared & linked' as said");
  await page.getByRole('button', { name: 'Link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole('textbox', { name: 'SQL' })).toHaveText("select 'shared & linked' as said");
  await expect(cell(other, 0, 0)).toHaveText('shared & linked');
});

test('a link that writes is loaded, and waits', async ({ page }) => {
  await open(page, `#query?${new URLSearchParams({ sql: 'delete from airlines returning carrier' })}`);
  await expect(page.getByTestId('held')).toBeVisible();
  await run(page, 'select count(*) from airlines');
  await expect(cell(page, 0, 0)).toHaveText('16');
});

test('a result is saved as CSV and as JSON', async ({ page }) => {
  await open(page);
  await run(page, `select 1 as a, 'x,"y"' as b, null as c, '' as d, 9223372036854775807 as e, 1.0 as f, x'00ff' as g`);
  expect(await saved(page, 'CSV')).toBe('a,b,c,d,e,f,g\r\n1,"x,""y""",,"",9223372036854775807,1.0,AP8=\r\n');
  expect(await saved(page, 'JSON')).toBe(
    '[\n  {"a": 1, "b": "x,\\"y\\"", "c": null, "d": "", "e": 9223372036854775807, "f": 1.0, "g": {"base64":"AP8="}}\n]\n',
  );
});

test('a result becomes a chart', async ({ page }) => {
  await open(page);
  await run(page, 'select carrier, count(*) as n from flights group by carrier');
  await page.getByRole('tab', { name: 'Chart' }).click();
  await expect(page.getByRole('figure').locator('rect').first()).toBeVisible();
  await page.getByLabel('Mark').selectOption({ label: 'dot' });
  await expect(page.getByRole('figure').locator('circle').first()).toBeVisible();
  await run(page, "select 'a' as only, 'text' as here");
  await expect(page.getByText('there is nothing to draw')).toBeVisible();
});

test('the history keeps queries over a reload, and can be cleared', async ({ page }) => {
  await open(page);
  await run(page, 'select 41 + 1 as remembered');
  await page.goto('about:blank');
  await open(page);
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('menuitem', { name: /41 \+ 1/ }).click();
  await expect(page.getByRole('textbox', { name: 'SQL' })).toHaveText('select 41 + 1 as remembered');
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('menuitem', { name: 'Clear history' }).click();
  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByText('No queries yet')).toBeVisible();
});

test('a query is copied as curl, as an event and as a cargo lambda line, and replayed', async ({ page }) => {
  await open(page);
  await write(page, "select 'it''s' as text");
  const copied = async (name: string, what: string) => {
    await page.getByRole('button', { name: 'Copy as' }).first().click();
    await page.getByRole('menuitem', { name }).click();
    await expect(page.locator('.toast')).toHaveText(`${what} copied`);
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied('curl', 'curl command')).toContain(
    "curl -sS 'http://127.0.0.1:9000/query' -H 'content-type: application/json'",
  );
  const event = JSON.parse(await copied('Event JSON', 'event')) as { rawPath: string; body: string };
  expect(event.rawPath).toBe('/query');
  expect(JSON.parse(event.body)).toEqual({ sql: "select 'it''s' as text" });
  expect(await copied('cargo lambda invoke', 'command')).toMatch(/^cargo lambda invoke bootstrap --data-ascii '/);
  await page.getByRole('button', { name: 'Copy as' }).first().click();
  await page.getByRole('menuitem', { name: 'Replay it as an event' }).click();
  await expect(page.getByTestId('verdict')).toContainText('Status 200');
});

test('the selection alone is run', async ({ page }) => {
  await open(page);
  await write(page, 'select 1 as one;\nselect 2 as two');
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('ControlOrMeta+Enter');
  await settled(page);
  await expect(page.getByRole('columnheader')).toHaveText(['one']);
});

async function saved(page: Page, format: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('menuitem', { name: format }).click();
  return readFile(await (await download).path(), 'utf8');
}
