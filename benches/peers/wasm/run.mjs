// Measures the engines that a page could load: node run.mjs OUTPUT ROUNDS MILLISECONDS
// Each round takes every engine in a new process of Node, then in a new page of Chromium (CHROMIUM names it). OUTPUT gets the
// sizes, and for each host the summaries of the times in microseconds, in the shape of benches/sample.rs.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { bundle } from './bundle.mjs';
import { summarized } from './summary.mjs';

const [output, rounds, milliseconds] = process.argv.slice(2);
const root = new URL('../../../', import.meta.url).pathname;
const inputs = [`${root}events/data/nycflights.db`, `${root}benches/queries.json`, milliseconds];

/** The lines of JSON that a script prints. */
function run(script, ...args) {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  const text = execFileSync(process.execPath, [new URL(script, import.meta.url).pathname, ...args], options);
  return text.trim().split('\n').map((line) => JSON.parse(line));
}

const sizes = await bundle();
const measured = [];
for (let round = 1; round <= Number(rounds); round++) {
  console.log(`engines: round ${round} of ${rounds}`);
  for (const { engine } of sizes) measured.push(...run('node.mjs', engine, ...inputs));
  measured.push(...run('chromium.mjs', ...inputs));
}
writeFileSync(output, JSON.stringify({ sizes, hosts: summarized(measured) }, null, 1) + '\n');
