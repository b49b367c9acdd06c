/** Bundles the fixtures of `events/` into one `fixtures.json` next to the page. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const FILE = 'fixtures.json';

export function fixtures(folder: string): Plugin {
  return {
    name: 'limbda-fixtures',
    configureServer(server) {
      server.middlewares.use(`/${FILE}`, (_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(read(folder));
      });
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE, source: read(folder) });
    },
  };
}

/** A case is a folder that has an event; the texts stay exactly as they are. */
function read(folder: string): string {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'event.json')));
  const cases = names.sort().map((name) => {
    const text = (file: string) => readFileSync(join(folder, name, file), 'utf8');
    const settings = existsSync(join(folder, name, 'settings.json')) ? text('settings.json') : null;
    return { name, event: text('event.json'), response: text('response.json'), settings };
  });
  return JSON.stringify(cases);
}
