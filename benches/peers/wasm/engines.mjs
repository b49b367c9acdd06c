// How a page opens a database and queries it with each engine, in Node and in a browser.
//
// `load` imports the engine and gives `open`, which takes the bytes of a file and gives `query`: SQL and parameters to
// { columns, rows }, the rows as arrays of JavaScript values. Statements are kept, as in a page built for speed. limbda does
// more per answer: it takes an HTTP request, checks the SQL, and returns rows as JSON text, which is parsed here.

/** @param source where the engine's JavaScript and its module are: { script: specifier, module: URL or bytes } */
export const engines = {
  async limbda({ script, module }) {
    const limbda = await import(script);
    await limbda.default({ module_or_path: module });
    return (bytes) => {
      const database = new limbda.Database(bytes);
      return async (sql, params) => {
        const body = new TextEncoder().encode(JSON.stringify({ sql, params }));
        const answer = await database.request('POST', '/query', { 'content-type': 'application/json' }, body);
        const text = new TextDecoder().decode(answer.body);
        if (answer.status !== 200) throw new Error(text);
        return JSON.parse(text);
      };
    };
  },

  async 'sql.js'({ script, module }) {
    const initSqlJs = (await import(script)).default;
    const sqlJs = await initSqlJs(module instanceof Uint8Array ? { wasmBinary: module } : { locateFile: () => module });
    return (bytes) => {
      const database = new sqlJs.Database(bytes);
      const prepared = keeping((sql) => database.prepare(sql));
      return (sql, params) => {
        const statement = prepared(sql);
        statement.bind(params);
        const rows = [];
        while (statement.step()) rows.push(statement.get());
        statement.reset();
        return { columns: statement.getColumnNames(), rows };
      };
    };
  },

  async 'sqlite-wasm'({ script }) {
    const sqlite = await (await import(script)).default();
    const { capi, wasm } = sqlite;
    return (bytes) => {
      const database = new sqlite.oo1.DB();
      const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_READONLY;
      const copy = wasm.allocFromTypedArray(bytes);
      database.checkRc(capi.sqlite3_deserialize(database.pointer, 'main', copy, bytes.length, bytes.length, flags));
      const prepared = keeping((sql) => database.prepare(sql));
      return (sql, params) => {
        const statement = prepared(sql);
        // Binding to a statement without parameters is an error, even of no values.
        if (params.length > 0) statement.bind(params);
        const rows = [];
        while (statement.step()) rows.push(statement.get([]));
        statement.reset();
        return { columns: statement.getColumnNames(), rows };
      };
    };
  },

  // It cannot open bytes: the file goes where it keeps its databases, the origin's private file system.
  async turso({ script }) {
    const turso = await import(script);
    return async (bytes) => {
      const folder = await navigator.storage.getDirectory();
      const file = await (await folder.getFileHandle('flights.db', { create: true })).createWritable();
      await file.write(bytes);
      await file.close();
      const database = await turso.connect('flights.db');
      const prepared = keeping(async (sql) => (await database.prepare(sql)).raw(true));
      return async (sql, params) => {
        const statement = await prepared(sql);
        const rows = await statement.all(...params);
        return { columns: statement.columns().map((column) => column.name), rows };
      };
    };
  },
};

/** Prepares each statement once. */
function keeping(prepare) {
  const statements = new Map();
  return (sql) => {
    if (!statements.has(sql)) statements.set(sql, prepare(sql));
    return statements.get(sql);
  };
}

/** Milliseconds to load, to open, to the first answer; then of each query, warm; and a digest of the answers. */
export async function measure(engine, source, database, queries, milliseconds) {
  const start = performance.now();
  const open = await engines[engine](source);
  const loaded = performance.now();
  const query = await open(database);
  const opened = performance.now();
  await query(queries[0].sql, queries[0].params);
  const first = performance.now();
  const answers = {};
  const warm = {};
  for (const { name, sql, params } of queries) {
    const { columns, rows } = await query(sql, params);
    answers[name] = await digest(JSON.stringify([columns, rows]));
    warm[name] = await median(() => query(sql, params), milliseconds);
  }
  return { load: loaded - start, open: opened - loaded, first: first - opened, answer: first - start, warm, answers };
}

/** The median over batches that are long enough for the clock; the first third warms up. */
async function median(run, milliseconds) {
  const time = async (times) => {
    const start = performance.now();
    for (let i = 0; i < times; i++) await run();
    return (performance.now() - start) / times;
  };
  const once = await time(3);
  const batch = Math.max(1, Math.ceil(1 / once));
  const batches = Math.max(5, Math.ceil(milliseconds / (once * batch)));
  const samples = [];
  for (let i = 0; i < batches; i++) samples.push(await time(batch));
  const kept = samples.slice(Math.floor(batches / 3)).sort((one, other) => one - other);
  return kept[kept.length >> 1];
}

async function digest(text) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash).subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
