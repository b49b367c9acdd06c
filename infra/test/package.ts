/** Packages for tests: a zip with a bootstrap of a few bytes. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';

const MACHINES = { arm64: 0xb7, x86_64: 0x3e, riscv: 0xf3 };

/** The beginning of an ELF file. */
export function elf(machine: keyof typeof MACHINES): Uint8Array {
  const header = new Uint8Array(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  new DataView(header.buffer).setUint16(18, MACHINES[machine], true);
  return header;
}

/** Writes a zip of these files; the same files make the same bytes. */
export function zip(files: Record<string, Uint8Array>): string {
  return file(zipSync(files, { mtime: '2026-01-01T00:00:00Z', level: 0 }));
}

/** Writes a file. */
export function file(bytes: Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'limbda-infra-')), 'function.zip');
  writeFileSync(path, bytes);
  return path;
}

/** What `cargo xtask package` makes, in small. */
export function packaged(machine: keyof typeof MACHINES = 'arm64'): string {
  return zip({ bootstrap: elf(machine), 'nycflights.db': new TextEncoder().encode('SQLite format 3') });
}
