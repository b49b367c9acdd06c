// Measures one engine in this process, a new one: node node.mjs ENGINE DATABASE QUERIES MILLISECONDS
// Prints a line of JSON; for an engine that does not run in Node, the error.
import { readFile } from 'node:fs/promises';
import { measure } from './engines.mjs';

const root = new URL('../../../', import.meta.url);
const modules = new URL('target/peers/wasm/node_modules/', root);
const [engine, database, queries, milliseconds] = process.argv.slice(2);

/** Each package's build for Node; the modules' bytes where the package does not find them by itself. */
const sources = {
  limbda: { script: new URL('wasm/demo/pkg/limbda.js', root), module: new URL('wasm/demo/pkg/limbda_bg.wasm', root) },
  'sql.js': { script: new URL('sql.js/dist/sql-wasm.js', modules), module: new URL('sql.js/dist/sql-wasm.wasm', modules) },
  'sqlite-wasm': { script: new URL('@sqlite.org/sqlite-wasm/dist/node.mjs', modules) },
  turso: { script: new URL('@tursodatabase/database-wasm/dist/promise-default.js', modules) },
};

const { script, module } = sources[engine];
const source = { script: script.href, module: module && new Uint8Array(await readFile(module)) };
// The answer to the query without rows is an error.
const asked = JSON.parse(await readFile(queries)).filter(({ rows }) => rows !== null);
const run = measure(engine, source, new Uint8Array(await readFile(database)), asked, Number(milliseconds));
const result = await run.catch((error) => ({ error: `${error.message}${error.cause ? `: ${error.cause.message}` : ''}` }));
console.log(JSON.stringify({ engine, host: 'Node', version: process.version, ...result }));
process.exit();
