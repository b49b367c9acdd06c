// Makes what a page would load of each engine: its JavaScript in one file, minified, and its module beside it, in
// target/peers/wasm/dist.
import { copyFile, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = new URL('../../../', import.meta.url);
const installed = new URL('target/peers/wasm/', root);
const modules = new URL('node_modules/', installed).pathname;
const dist = new URL('dist/', installed).pathname;
const { build } = createRequire(new URL('package.json', installed))('esbuild');

const engines = [
  {
    name: 'limbda',
    version: 'this commit',
    scripts: { limbda: new URL('wasm/demo/pkg/limbda.js', root).pathname },
    module: new URL('wasm/demo/pkg/limbda_bg.wasm', root).pathname,
  },
  {
    name: 'sql.js',
    package: 'sql.js',
    scripts: { 'sql.js': `${modules}sql.js/dist/sql-wasm-browser.js` },
    module: `${modules}sql.js/dist/sql-wasm-browser.wasm`,
  },
  {
    name: 'sqlite-wasm',
    package: '@sqlite.org/sqlite-wasm',
    scripts: { 'sqlite-wasm': `${modules}@sqlite.org/sqlite-wasm/dist/index.mjs` },
    module: `${modules}@sqlite.org/sqlite-wasm/dist/sqlite3.wasm`,
  },
  {
    name: 'turso',
    package: '@tursodatabase/database-wasm',
    // The worker's name is in the code.
    scripts: {
      turso: `${modules}@tursodatabase/database-wasm/dist/promise-default.js`,
      worker: `${modules}@tursodatabase/database-wasm/dist/worker.js`,
    },
    module: `${modules}@tursodatabase/database-wasm/dist/turso.wasm32-wasi.wasm`,
  },
];

/** Bundles every engine, and gives its version and the bytes of all its files: unpacked, by `gzip -9`, by `brotli -q 11`. */
export async function bundle() {
  await rm(dist, { recursive: true, force: true });
  const sizes = [];
  for (const { name, package: from, version, scripts, module } of engines) {
    await build({
      entryPoints: scripts,
      outdir: dist,
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      external: ['fs', 'path', 'crypto', 'node:*', 'module', 'worker_threads'],
      logLevel: 'error',
    });
    const wasm = module.slice(module.lastIndexOf('/') + 1);
    await copyFile(module, `${dist}${wasm}`);
    const size = { engine: name, version, raw: 0, gzip: 0, brotli: 0 };
    if (from) size.version = JSON.parse(await readFile(`${modules}${from}/package.json`, 'utf8')).version;
    for (const file of [wasm, ...Object.keys(scripts).map((script) => `${script}.js`)]) {
      const bytes = await readFile(`${dist}${file}`);
      const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      size.raw += bytes.length;
      size.gzip += gzipSync(bytes, { level: 9 }).length;
      size.brotli += brotliCompressSync(bytes, { params }).length;
    }
    sizes.push(size);
  }
  return sizes;
}
