/** Pictures of the page, in both themes, on a desktop and on a phone: `npm run screenshots`. */

import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { cell, open, openReplay, run } from './page';

const FOLDER = fileURLToPath(new URL('../screenshots/', import.meta.url));
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const HOURS = `select sched_dep_time / 100 as hour, count(*) as flights, round(avg(dep_delay), 1) as delay
from flights
group by hour
order by hour`;

test.use({ serviceWorkers: 'block' });

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${size}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });
      const shoot = (page: Page, name: string) =>
        page.screenshot({ path: `${FOLDER}${name}-${size}-${colorScheme}.png` });

      test('query', async ({ page }) => {
        await open(page);
        await shoot(page, 'welcome');
        await run(page, 'select * from flights');
        await expect(cell(page, 0, 0)).toBeVisible();
        if (size === 'desktop') await page.getByRole('button', { name: 'flights 27,004' }).click();
        await shoot(page, 'query');
        await run(page, HOURS);
        await page.getByRole('tab', { name: 'Chart' }).click();
        await expect(page.getByRole('figure').locator('rect').first()).toBeVisible();
        await page.getByRole('figure').scrollIntoViewIfNeeded();
        await shoot(page, 'chart');
        await run(page, 'select carrier, cout(*) from flights group by carrier');
        await expect(page.getByTestId('problem')).toBeVisible();
        await shoot(page, 'problem');
        await page.getByRole('button', { name: 'Examples' }).click();
        await shoot(page, 'menu');
      });

      test('replay', async ({ page }) => {
        await page.route('**/fixtures.json', async (route) => {
          const response = await route.fetch();
          const fixtures = (await response.json()) as { name: string; response: string }[];
          for (const fixture of fixtures) {
            if (fixture.name === 'sql-group-by') fixture.response = fixture.response.replace(/\d{4}/, '1234');
          }
          await route.fulfill({ response, json: fixtures });
        });
        await openReplay(page);
        await shoot(page, 'replay-start');
        await page.getByRole('button', { name: 'Replay all' }).click();
        await expect(page.getByTestId('tally')).toHaveAttribute('data-state', 'done');
        await page.locator('[data-case=query-airlines]').click();
        await expect(page.getByTestId('verdict')).toContainText('Identical');
        await shoot(page, 'replay-all');
        await page.locator('[data-case=sql-group-by]').click();
        await expect(page.getByTestId('diff')).toBeVisible();
        await shoot(page, 'replay-diff');
        await page.getByRole('button', { name: 'Send and compare' }).click();
        await expect(page.getByTestId('live-answer')).toContainText('CORS');
        await page.getByTestId('live-answer').scrollIntoViewIfNeeded();
        await shoot(page, 'replay-live');
      });
    });
  }
}
