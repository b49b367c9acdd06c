/** The templates as they are to be; `npm run bless` writes them down anew, and the commit says why. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Options } from '../lib/options.ts';
import { EVERYTHING, templateOf } from './stacks.ts';

const DEPLOYMENTS: Record<string, Options> = { default: {}, everything: EVERYTHING };

for (const [name, options] of Object.entries(DEPLOYMENTS)) {
  test(`the template of ${name} is the recorded one`, () => {
    const file = new URL(`snapshots/${name}.json`, import.meta.url);
    // Of a package only its hash is in the template.
    const json = JSON.stringify(templateOf(options).toJSON(), null, 2).replace(/[0-9a-f]{64}\.zip/g, 'PACKAGE.zip');
    if (process.env.BLESS) writeFileSync(file, `${json}\n`);
    assert.deepEqual(JSON.parse(json), JSON.parse(readFileSync(file, 'utf8')), 'if it is meant: npm run bless');
  });
}
