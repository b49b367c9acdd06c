// Prints what the demo's module answers to every fixture, a line each, in the order of their names: `node` or `chromium`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const root = new URL('../../../../', import.meta.url);
const bytes = (path) => readFileSync(new URL(path, root));
const text = (path) => bytes(path).toString();

const cases = readdirSync(new URL('events/cases/', root))
  .sort()
  .filter((name) => existsSync(new URL(`events/cases/${name}/event.json`, root)))
  .map((name) => {
    const settings = `events/cases/${name}/settings.json`;
    return { event: text(`events/cases/${name}/event.json`), settings: existsSync(new URL(settings, root)) ? text(settings) : undefined };
  });

/** Runs here or, as its own source, in a page. */
async function answers(limbda, database, cases) {
  const opened = new limbda.Database(database);
  const lines = [];
  for (const { event, settings } of cases) {
    lines.push(await opened.replay(event, settings).catch((error) => `no answer: ${error}`));
  }
  return lines;
}

async function inNode() {
  const limbda = await import(new URL('wasm/demo/pkg/limbda.js', root));
  limbda.initSync({ module: bytes('wasm/demo/pkg/limbda_bg.wasm') });
  return answers(limbda, bytes('events/data/nycflights.db'), cases);
}

/** In a page that exists only here: every address is answered from the repository. */
async function inChromium() {
  const { chromium } = createRequire(new URL('wasm/demo/package.json', root))('@playwright/test');
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const files = {
      '/': ['text/html', '<!doctype html>'],
      '/limbda.js': ['text/javascript', bytes('wasm/demo/pkg/limbda.js')],
      '/limbda_bg.wasm': ['application/wasm', bytes('wasm/demo/pkg/limbda_bg.wasm')],
      '/database': ['application/octet-stream', bytes('events/data/nycflights.db')],
    };
    await page.route('**/*', (route) => {
      const [contentType, body] = files[new URL(route.request().url()).pathname] ?? [];
      return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType, body });
    });
    await page.goto('http://localhost/');
    const program = `(async (cases) => {
      const limbda = await import('/limbda.js');
      await limbda.default();
      const database = new Uint8Array(await (await fetch('/database')).arrayBuffer());
      return (${answers})(limbda, database, cases);
    })(${JSON.stringify(cases)})`;
    return await page.evaluate(program);
  } finally {
    await browser.close();
  }
}

const lines = await (process.argv[2] === 'chromium' ? inChromium() : inNode());
for (const line of lines) console.log(line.replaceAll('\n', ' '));
