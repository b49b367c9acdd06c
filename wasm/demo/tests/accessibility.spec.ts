/** What axe finds: nothing, in either theme. */

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { cell, open, openReplay, run } from './page';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('a result, a problem and a menu', async ({ page }) => {
      await open(page);
      await page.getByRole('button', { name: 'flights 27,004' }).click();
      await run(page, "select null as a, 1 as b, 'text' as c, x'00' as d");
      await expect(cell(page, 0, 0)).toBeVisible();
      await clean(page);
      await run(page, 'select nothing');
      await page.getByRole('button', { name: 'Examples' }).click();
      await clean(page);
    });

    test('a case', async ({ page }) => {
      await openReplay(page, '?case=query-airlines');
      await expect(page.getByTestId('verdict')).toContainText('Identical');
      await clean(page);
    });
  });
}

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  expect(found).toEqual([]);
}
