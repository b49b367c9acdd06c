// Measures the engines in Chromium, one after another, each in a new context and page:
// CHROMIUM=... node chromium.mjs DATABASE QUERIES MILLISECONDS
// This script serves the page, with the files in target/peers/wasm/dist, on loopback. The page is cross-origin isolated,
// because Turso's engine shares memory between workers; limbda and the others do not need it.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const root = new URL('../../../', import.meta.url);
const dist = new URL('target/peers/wasm/dist/', root);
const { chromium } = createRequire(new URL('wasm/demo/package.json', root))('@playwright/test');
const [database, queries, milliseconds] = process.argv.slice(2);

const sources = {
  limbda: { script: '/limbda.js', module: '/limbda_bg.wasm' },
  'sql.js': { script: '/sql.js.js', module: '/sql-wasm-browser.wasm' },
  'sqlite-wasm': { script: '/sqlite-wasm.js' },
  turso: { script: '/turso.js' },
};
const types = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };
const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** The files of the page, read once: the disk is not measured. */
const files = new Map();
function file(path) {
  if (!files.has(path)) files.set(path, path === '/' ? '<!doctype html>' : readFileSync(location(path)));
  return files.get(path);
}
function location(path) {
  return { '/database': database, '/engines.mjs': new URL('engines.mjs', import.meta.url) }[path] ?? new URL(`.${path}`, dist);
}
const server = createServer((request, response) => {
  const type = request.url === '/' ? 'text/html' : (types[request.url.split('.').at(-1)] ?? 'application/octet-stream');
  if (request.url !== '/' && !existsSync(location(request.url))) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...isolated }).end(file(request.url));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const page = `http://127.0.0.1:${server.address().port}/`;

// The answer to the query without rows is an error.
const asked = JSON.parse(readFileSync(queries)).filter(({ rows }) => rows !== null);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
try {
  for (const [engine, source] of Object.entries(sources)) {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(page);
    const measured = tab.evaluate(
      async ([engine, source, queries, milliseconds]) => {
        const { measure } = await import('/engines.mjs');
        const database = new Uint8Array(await (await fetch('/database')).arrayBuffer());
        return measure(engine, source, database, queries, milliseconds);
      },
      [engine, source, asked, Number(milliseconds)],
    );
    const result = await measured.catch((error) => ({ error: error.message.split('\n')[0] }));
    console.log(JSON.stringify({ engine, host: 'Chromium', version: browser.version(), ...result }));
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
}
