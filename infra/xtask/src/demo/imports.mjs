// Prints what a module imports, a line each: the module it imports from, the name, the kind.
import { readFileSync } from 'node:fs';

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) console.log(from, name, kind);
