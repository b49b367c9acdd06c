/** Writes a package as `cargo xtask package` makes one, in small, to the path that is given: for deployments that nobody asks. */

import { copyFileSync } from 'node:fs';
import { packaged } from './package.ts';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('expected a path');
copyFileSync(packaged(), path);
