// Prints what the demo's module answers to the hostile cases of a file, a line each. Every case has a module of its own, whose
// memory tells what it took; whatever a case does, it must leave the database able to answer.
import { readFileSync } from 'node:fs';

const root = new URL('../../../../', import.meta.url);
const cases = JSON.parse(readFileSync(process.argv[2]));
const settings = JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('LIMBDA_'))));
const database = readFileSync(new URL('events/data/nycflights.db', root));
const module = new WebAssembly.Module(readFileSync(new URL('wasm/demo/pkg/limbda_bg.wasm', root)));

const ask = async (opened, body) => {
  const answer = await opened.request('POST', '/query', {}, new TextEncoder().encode(body));
  return JSON.parse(new TextDecoder().decode(answer.body));
};

for (const [at, { name, body, codes }] of cases.entries()) {
  const limbda = await import(`${new URL('wasm/demo/pkg/limbda.js', root)}?case=${at}`);
  const { memory } = limbda.initSync({ module });
  const opened = new limbda.Database(database, settings);
  const begun = performance.now();
  const { code = 'ok' } = await ask(opened, body);
  const line = [code, codes.includes(code) ? 'expected' : 'unexpected', (performance.now() - begun).toFixed(0), memory.buffer.byteLength];
  const { rows } = await ask(opened, '{"sql": "select count(*) from flights"}');
  if (rows[0][0] !== 27004) throw new Error(`after "${name}" a good request is not answered`);
  if (Buffer.compare(opened.export(), database) !== 0) throw new Error(`after "${name}" the database is another`);
  console.log(line.join('\t'));
}
