/** After the first visit: no network is needed, and a newer build takes over. */

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { CASES, cell, open, openReplay, run } from './page';

test('the page, its queries and its fixtures work offline', async ({ page, context }) => {
  await open(page);
  await cached(page);
  await context.setOffline(true);
  await page.reload();
  await open(page);
  await run(page, 'select count(*) from flights');
  await expect(cell(page, 0, 0)).toHaveText('27004');
  await page.getByRole('tab', { name: 'Chart' }).click();
  await expect(page.getByRole('figure').locator('svg')).toBeVisible();
  await openReplay(page);
  await page.getByRole('button', { name: 'Replay all' }).click();
  await expect(page.getByTestId('tally')).toContainText(`All ${CASES.length} responses are identical`, {
    timeout: 90_000,
  });
});

test('any host and any path will do, and a newer build is offered', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'limbda-demo-'));
  await cp(fileURLToPath(new URL('../dist', import.meta.url)), folder, { recursive: true });
  const server = plainHost(folder);
  try {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}${PREFIX}`;
    await page.goto(address);
    await expect(page.getByTestId('first-answer')).toBeVisible();
    await cached(page);

    // A newer build: another page, and so another revision of it in the service worker's list.
    const html = join(folder, 'index.html');
    await writeFile(html, (await readFile(html, 'utf8')).replace('<title>limbda</title>', '<title>newer</title>'));
    const worker = join(folder, 'sw.js');
    const list = await readFile(worker, 'utf8');
    const newer = list.replace(/("?url"?:\s*"index\.html",\s*"?revision"?:\s*")[^"]+/, '$1newer');
    const turned = list.replace(/("?revision"?:\s*")[^"]+(",\s*"?url"?:\s*"index\.html")/, '$1newer$2');
    expect(newer !== list || turned !== list).toBe(true);
    await writeFile(worker, newer !== list ? newer : turned);

    await page.reload();
    await expect(page.getByTestId('notice')).toContainText('A new version is available.');
    await expect(page).toHaveTitle('limbda');
    await page.getByRole('button', { name: 'Load' }).click();
    await expect(page).toHaveTitle('newer');
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
});

const PREFIX = '/some/path/';
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** A host that knows few types and sends no header that a page might lean on. */
function plainHost(folder: string) {
  return createServer(async (request, response) => {
    const path = (request.url ?? '').split('?')[0]?.replace(PREFIX, '') || 'index.html';
    try {
      const bytes = await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
}

/** Everything is in the service worker's cache. */
async function cached(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
}
