// Writes what a fuzzer begins with, a file for each fixture that has some: `events`, `bodies` or `sql`, and the folder to write to.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const [target, folder] = process.argv.slice(2);
const events = new URL('../../../../events/cases/', import.meta.url);

const bodyOf = ({ body, isBase64Encoded }) => (isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body));

/** What of an event its target makes up. The first byte of a body says where it is sent. */
const parts = {
  events: (text) => text,
  bodies: (_, event) => Buffer.concat([Buffer.from([(event.rawPath ?? event.path).endsWith('/batch') ? 1 : 0]), bodyOf(event)]),
  sql: (_, event) => JSON.parse(bodyOf(event)).sql,
};

let written = 0;
for (const name of readdirSync(events).filter((name) => existsSync(new URL(`${name}/event.json`, events)))) {
  const text = readFileSync(new URL(`${name}/event.json`, events));
  let part;
  try {
    part = parts[target](text, JSON.parse(text));
  } catch {
    // An event without a path, a body or JSON in it.
  }
  if (part !== undefined && part.length > 0) {
    writeFileSync(`${folder}/${name}`, part);
    written += 1;
  }
}
console.log(`${written} files for ${target}`);
