/** How the demo is built: static files with relative addresses, for any host and any path. */

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { fixtures } from './plugins/fixtures.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const module = path('./pkg/limbda_bg.wasm');
const database = path('../../events/data/nycflights.db');

/** Fails with the command that creates a missing file. */
function bytes(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new Error(`${file} is missing: build the crate \`wasm\` into wasm/demo/pkg first`);
  return stat.size;
}

export default defineConfig({
  base: './',
  define: { __BYTES__: JSON.stringify({ module: bytes(module), database: bytes(database) }) },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 800,
    // The database is an asset, not a text in the script, however small it is.
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  assetsInclude: ['**/*.db'],
  server: {
    fs: { allow: [path('.'), path('../../events')] },
  },
  plugins: [
    fixtures(path('../../events/cases')),
    VitePWA({
      // A new build is fetched in the background and offered; it takes over when the reader says so or returns.
      registerType: 'prompt',
      injectRegister: false,
      workbox: {
        globPatterns: ['**/*.{html,js,css,wasm,db,json,svg,png,webmanifest}'],
        maximumFileSizeToCacheInBytes: 64 * 1024 * 1024,
        // Their names hold a hash of their content.
        dontCacheBustURLsMatching: /^assets\//,
        cleanupOutdatedCaches: true,
        clientsClaim: true,
      },
      manifest: {
        name: 'limbda',
        short_name: 'limbda',
        description: 'SQL over HTTP from a SQLite database, in this tab',
        start_url: './',
        scope: './',
        display: 'standalone',
        background_color: '#101312',
        theme_color: '#101312',
        icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
    }),
  ],
});
