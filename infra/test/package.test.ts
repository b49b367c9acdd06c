import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { databaseIn } from '../lib/package.ts';
import { elf, file, packaged, zip } from './package.ts';

const bytes = new Uint8Array(8);

const refused = (path: string, message: RegExp, setting?: string) =>
  assert.throws(() => databaseIn(path, 'arm64', setting), { name: 'OptionError', message });

test('the one database in the package is served', () => {
  assert.equal(databaseIn(packaged(), 'arm64', undefined), '/var/task/nycflights.db');
  assert.equal(databaseIn(packaged('x86_64'), 'x86_64', undefined), '/var/task/nycflights.db');
  const deep = zip({ bootstrap: elf('arm64'), 'data/my.sqlite': bytes });
  assert.equal(databaseIn(deep, 'arm64', undefined), '/var/task/data/my.sqlite');
});

test('a setting says which, or where else', () => {
  const two = zip({ bootstrap: elf('arm64'), 'a.db': bytes, 'b.db': bytes });
  assert.equal(databaseIn(two, 'arm64', '/var/task/b.db'), '/var/task/b.db');
  assert.equal(databaseIn(two, 'arm64', '/mnt/efs/c.db'), '/mnt/efs/c.db');
  refused(two, /several databases: a.db, b.db; LIMBDA_DATABASE=\/var\/task\/NAME says which/);
  refused(
    two,
    /^LIMBDA_DATABASE=\/var\/task\/c.db: .* has no such file; it has bootstrap, a.db, b.db$/,
    '/var/task/c.db',
  );
});

test('what Lambda could not start from is refused', () => {
  refused('/no/such/function.zip', /cannot be read: `cargo xtask package` makes it; see package/);
  refused(file(bytes), /is not a zip/);
  refused(zip({ 'my.db': bytes }), /there is no file `bootstrap` in it/);
  refused(packaged('x86_64'), /its bootstrap is built for x86_64, the function is to be arm64/);
  refused(packaged('riscv'), /built for no machine of Lambda/);
  refused(zip({ bootstrap: bytes, 'my.db': bytes }), /built for no machine of Lambda/);
  refused(zip({ bootstrap: elf('arm64') }), /no database in bootstrap; LIMBDA_DATABASE=/);
});

test('what does not fit, unpacked, is refused', () => {
  const bytes = readFileSync(packaged());
  // Its directory says how large a file is: the four bytes at 24, after the signature.
  bytes.writeUInt32LE(251 * 1024 * 1024, bytes.lastIndexOf('PK\x01\x02') + 24);
  refused(file(bytes), /2631926\d\d bytes unpacked, and Lambda takes 262144000/);
});
