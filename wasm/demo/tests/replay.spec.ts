/** The Replay tab: every fixture, the reader's own events, a live endpoint. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { CASES, openReplay } from './page';

const event = (name: string) =>
  readFile(fileURLToPath(new URL(`../../../events/cases/${name}/event.json`, import.meta.url)), 'utf8');
const recorded = async (name: string) => {
  const path = fileURLToPath(new URL(`../../../events/cases/${name}/response.json`, import.meta.url));
  return JSON.parse(await readFile(path, 'utf8')) as { statusCode: number; body: string };
};

test('every fixture gives its recorded bytes', async ({ page }) => {
  await openReplay(page);
  await page.getByRole('button', { name: 'Replay all' }).click();
  const tally = page.getByTestId('tally');
  await expect(tally).toHaveAttribute('data-state', 'done', { timeout: 90_000 });
  await expect(tally).toContainText(`All ${CASES.length} responses are identical to the recorded ones`);
  await expect(page.locator('[data-verdict=same]')).toHaveCount(CASES.length);
  console.log(`${CASES.length} fixtures: ${await tally.textContent()}`);
});

test.describe('with an altered recording', () => {
  // Requests that a service worker answers do not reach the test's routes.
  test.use({ serviceWorkers: 'block' });

  test('the fixture fails, with a diff', async ({ page }) => {
    await page.route('**/fixtures.json', async (route) => {
      const response = await route.fetch();
      const fixtures = (await response.json()) as { name: string; response: string }[];
      for (const fixture of fixtures) {
        if (fixture.name === 'query-airlines') fixture.response = fixture.response.replace('Endeavor', 'Endeavour');
      }
      await route.fulfill({ response, json: fixtures });
    });
    await openReplay(page);
    await page.getByRole('button', { name: 'Replay all' }).click();
    const tally = page.getByTestId('tally');
    await expect(tally).toHaveAttribute('data-state', 'done', { timeout: 90_000 });
    await expect(tally).toContainText(`1 of ${CASES.length} differ`);
    await page.getByLabel('show only these').check();
    await expect(page.locator('.case')).toHaveCount(1);
    await page.locator('.case').click();
    await expect(page.getByTestId('verdict')).toContainText('Differs from the recorded response, from byte');
    await expect(page.getByTestId('diff')).toContainText('Endeavour');
    await expect(page.getByTestId('diff')).toContainText('Endeavor Air');
    await expect(page.getByTestId('diff').locator('.cm-changedText').first()).toBeVisible();
  });
});

test('a case shows its event, the response and the recorded response', async ({ page }) => {
  await openReplay(page, '?case=query-airlines');
  await expect(page.getByTestId('verdict')).toContainText('Identical');
  await expect(page.getByRole('textbox', { name: 'Event', exact: true })).toContainText('rawPath');
  await expect(page.getByRole('textbox', { name: 'Replayed response' })).toContainText('Endeavor Air Inc.');
  await page.getByRole('tab', { name: 'Recorded' }).click();
  await expect(page.getByRole('textbox', { name: 'Recorded response' })).toContainText('statusCode');
  await page.getByRole('tab', { name: 'Diff' }).click();
  await expect(page.getByText('Every byte is identical.')).toBeVisible();
});

test('the list is filtered by name and by content', async ({ page }) => {
  await openReplay(page);
  await page.getByRole('searchbox').fill('load-balancer');
  await expect(page.locator('[data-case=load-balancer-time]')).toBeVisible();
  await expect(page.locator('[data-case=health]')).toHaveCount(0);
});

test('a pasted event is replayed', async ({ page }) => {
  await openReplay(page);
  const editor = page.getByRole('textbox', { name: 'Event JSON' });
  await editor.click();
  // As in a log: on one line, between other words.
  await page.keyboard.insertText(
    `2026-02-03T17:32:41Z INFO event: ${JSON.stringify(JSON.parse(await event('batch-reads')))}`,
  );
  await page.getByRole('button', { name: 'Replay event' }).click();
  await expect(page.getByTestId('verdict')).toContainText('Status 200');
  await expect(page.getByRole('textbox', { name: 'Replayed response' })).toContainText('27004');
});

test('text that is not an event gets the same response as on Lambda', async ({ page }) => {
  await openReplay(page);
  await page.getByTestId('event-picker').setInputFiles({
    name: 'queue.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"Records": ['),
  });
  await expect(page.getByTestId('verdict')).toContainText('Status 400');
  await expect(page.getByRole('textbox', { name: 'Replayed response' })).toContainText('invalid-event');
});

test('an edited case is not compared until the changes are undone', async ({ page }) => {
  await openReplay(page, '?case=query-airlines');
  await expect(page.getByTestId('verdict')).toContainText('Identical');
  await page.getByRole('textbox', { name: 'Event', exact: true }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(await event('sql-join'));
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(page.getByTestId('verdict')).toContainText('Status 200');
  await page.getByRole('button', { name: 'Undo changes' }).click();
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(page.getByTestId('verdict')).toContainText('Identical');
});

test('invalid settings are rejected, and the page continues to work', async ({ page }) => {
  await openReplay(page, '?case=query-airlines');
  await expect(page.getByTestId('verdict')).toContainText('Identical');
  await page.getByRole('tab', { name: 'Settings' }).click();
  const settings = page.getByRole('textbox', { name: 'Settings' });
  for (const [text, why] of [
    ['{"LIMBDA_MAX_ROWS": "many"}', 'LIMBDA_MAX_ROWS'],
    ['{', 'settings'],
  ] as const) {
    await settings.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await expect(page.getByTestId('verdict')).toContainText('Failed');
    await expect(page.getByTestId('verdict')).toContainText(why);
  }
  await expect(page.getByTestId('notice')).toHaveCount(0);
  await page.getByRole('button', { name: 'Replay all' }).click();
  await expect(page.getByTestId('tally')).toContainText('are identical', { timeout: 90_000 });
  await expect(settings).toHaveText('{');
});

test('a case is copied as curl, as its event and as a cargo lambda command', async ({ page }) => {
  await openReplay(page, '?case=rest-api-base64');
  await expect(page.getByTestId('verdict')).toContainText('Identical');
  const copied = async (name: string, what: string) => {
    await page.getByRole('article').getByRole('button', { name: 'Copy as' }).click();
    await page.getByRole('menuitem', { name }).click();
    await expect(page.locator('.toast')).toHaveText(`${what} copied`);
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied('curl', 'curl command')).toBe(
    `curl -sS 'http://127.0.0.1:9000/query' -H 'accept: */*' -H 'content-type: application/json' --data-raw '{"sql": "select name from airlines where carrier = ?", "params": ["DL"]}'`,
  );
  expect(await copied('Event JSON', 'event')).toBe(await event('rest-api-base64'));
  expect(await copied('cargo lambda invoke', 'command')).toBe(
    'cargo lambda invoke bootstrap --data-file events/cases/rest-api-base64/event.json',
  );
});

test.describe('a live endpoint', () => {
  const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  const send = async (page: Page) => {
    await openReplay(page, '?case=query-airlines');
    await page.getByLabel('Live endpoint').last().fill('http://live.example/base/');
    await page.getByRole('button', { name: 'Send and compare' }).click();
    return page.getByTestId('live-answer');
  };

  test('agrees', async ({ page }) => {
    const { body } = await recorded('query-airlines');
    let sent: string | null = null;
    await page.route('http://live.example/**', async (route) => {
      if (route.request().method() === 'POST') sent = `${route.request().url()} ${route.request().postData()}`;
      await route.fulfill({ status: 200, headers: cors, contentType: 'application/json', body });
    });
    await expect(await send(page)).toContainText('Identical: status 200');
    expect(sent).toMatch(/^http:\/\/live\.example\/base\/query \{"sql":/);
  });

  test('differs', async ({ page }) => {
    await page.route('http://live.example/**', (route) =>
      route.fulfill({ status: 200, headers: cors, contentType: 'application/json', body: '{"columns":[]}' }),
    );
    await expect(await send(page)).toContainText('the bodies differ from byte 12 on');
  });

  test('does not receive a request that a browser cannot send', async ({ page }) => {
    await openReplay(page, '?case=error-event-method');
    await page.getByRole('button', { name: 'Send and compare' }).click();
    await expect(page.getByTestId('live-answer')).toContainText('Cannot be sent over HTTP');
  });

  test('whose response is withheld is explained', async ({ page }) => {
    await page.route('http://live.example/**', (route) => route.abort('failed'));
    const answer = await send(page);
    await expect(answer).toContainText('CORS');
    await expect(answer).toContainText('allow the origin http://127.0.0.1');
  });
});
