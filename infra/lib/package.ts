/** The zip that is deployed: looked into before it is, because Lambda tells what is wrong with it only when it is asked. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { OptionError } from './options.ts';

export type Architecture = 'arm64' | 'x86_64';

/** Where Lambda unpacks it. */
export const ROOT = '/var/task/';

/** Lambda's limit for a function with all that it unpacks. */
const UNPACKED = 250 * 1024 * 1024;

/** Machines by their number in an ELF header. */
const MACHINES: Readonly<Record<number, Architecture>> = { 62: 'x86_64', 183: 'arm64' };

/** Where `cargo xtask package` puts the zip. */
export function packaged(architecture: Architecture): string {
  return fileURLToPath(new URL(`../../target/package/function-${architecture}.zip`, import.meta.url));
}

/** Reads the zip; refuses one that the function could not start from. Returns the path of the database on Lambda. */
export function databaseIn(path: string, architecture: Architecture, setting: string | undefined): string {
  const names: string[] = [];
  let unpacked = 0;
  const bootstrap = unzip(path, (name, size) => {
    names.push(name);
    unpacked += size;
    return name === 'bootstrap';
  }).bootstrap;
  if (!bootstrap) throw new OptionError(`${path}: there is no file \`bootstrap\` in it, which Lambda runs`);
  const machine = machineOf(bootstrap);
  if (machine !== architecture) {
    const built = machine ?? 'no machine of Lambda';
    throw new OptionError(
      `${path}: its bootstrap is built for ${built}, the function is to be ${architecture}; see architecture`,
    );
  }
  if (unpacked > UNPACKED) {
    throw new OptionError(
      `${path}: ${unpacked} bytes unpacked, and Lambda takes ${UNPACKED}: a larger database needs the image`,
    );
  }
  return database(path, names, setting);
}

function unzip(path: string, wanted: (name: string, size: number) => boolean): Record<string, Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new OptionError(`${path} cannot be read: \`cargo xtask package\` makes it; see package`);
  }
  try {
    return unzipSync(bytes, { filter: ({ name, originalSize }) => wanted(name, originalSize) });
  } catch (error) {
    throw new OptionError(`${path} is not a zip: ${error instanceof Error ? error.message : error}`);
  }
}

/** For which machine an ELF file is built. */
function machineOf(elf: Uint8Array): Architecture | undefined {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  if (elf.length < 20 || view.getUint32(0) !== 0x7f454c46) return undefined;
  return MACHINES[view.getUint16(18, true)];
}

/** The setting, where there is one; else the one file that is called a database. */
function database(path: string, names: readonly string[], setting: string | undefined): string {
  if (setting !== undefined) {
    const missing = setting.startsWith(ROOT) && !names.includes(setting.slice(ROOT.length));
    if (missing)
      throw new OptionError(`LIMBDA_DATABASE=${setting}: ${path} has no such file; it has ${names.join(', ')}`);
    return setting;
  }
  const found = names.filter((name) => /\.(db|sqlite|sqlite3)$/.test(basename(name)));
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) {
    const has = only === undefined ? `no database in ${names.join(', ')}` : `several databases: ${found.join(', ')}`;
    throw new OptionError(`${path}: ${has}; LIMBDA_DATABASE=${ROOT}NAME says which file it is`);
  }
  return ROOT + only;
}
