// The binding as JavaScript sees it: `cargo xtask test --only demo` builds the module, and runs this in Node.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Database, check, eventToRequest, initSync, requestToEvent, responseToHttp } from '../demo/pkg/limbda.js';

const file = (path) => readFileSync(new URL(path, import.meta.url));
initSync({ module: file('../demo/pkg/limbda_bg.wasm') });

const flights = new Uint8Array(file('../../events/data/nycflights.db'));
const writing = JSON.stringify({
  LIMBDA_ACCESS: 'write',
  LIMBDA_TOKENS: 'read:*,write:66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624',
  LIMBDA_MAX_ROWS: '1000000',
  LIMBDA_MAX_TIME_MS: '60000',
});
const authorization = 'Bearer demo-write-token';

async function query(database, sql, signal) {
  const body = new TextEncoder().encode(JSON.stringify({ sql }));
  const answer = await database.request('POST', '/query', { authorization }, body, signal);
  return { status: answer.status, headers: new Map(answer.headers), ...JSON.parse(new TextDecoder().decode(answer.body)) };
}

test('a request is answered', async () => {
  const answer = await query(new Database(flights), 'select count(*) from flights');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.deepEqual(answer.rows, [[27004]]);
});

test('the time is the time, and chance is chance', async () => {
  const database = new Database(flights);
  const { rows } = await query(database, "select unixepoch('now'), random()");
  const again = await query(database, "select unixepoch('now'), random()");
  assert.ok(Math.abs(rows[0][0] - Date.now() / 1000) < 600);
  assert.notEqual(rows[0][1], again.rows[0][1]);
});

test('an event is replayed on the bytes that were opened, whatever was written since', async () => {
  const database = new Database(flights, writing);
  const name = 'write-insert';
  const [event, response, settings] = ['event', 'response', 'settings'].map((part) =>
    file(`../../events/cases/${name}/${part}.json`).toString(),
  );
  for (let i = 0; i < 2; i += 1) {
    assert.equal(`${await database.replay(event, settings)}\n`, response);
    await query(database, `create table written_${i}(x)`);
  }
});

test('what was written is exported, and the given bytes are left alone', async () => {
  const before = flights.slice();
  const database = new Database(flights, writing);
  assert.equal((await query(database, "insert into airlines values ('ZZ', 'Zeppelin')")).status, 200);
  const exported = database.export();
  const count = 'select count(*) from airlines';
  assert.deepEqual((await query(new Database(exported), count)).rows, [[17]]);
  assert.deepEqual((await query(new Database(flights), count)).rows, [[16]]);
  assert.deepEqual(flights, before);
  assert.equal(JSON.parse(check(exported)).error, null);
});

test('errors arrive with their code', async () => {
  const code = (call) => {
    try {
      call();
    } catch (error) {
      return error.code;
    }
    return 'no error';
  };
  assert.equal(code(() => new Database(new Uint8Array(5000).fill(65))), 'database-unreadable');
  assert.equal(code(() => new Database(flights, '{"LIMBDA_NOTHING": "1"}')), 'invalid-settings');
  const database = new Database(flights);
  await assert.rejects(database.request('PO ST', '/query', {}, new Uint8Array()), { code: 'invalid-request' });
  await assert.rejects(database.request('POST', '/query', { 'a b': 'c' }, new Uint8Array()), { code: 'invalid-request' });
  await assert.rejects(database.replay('{}', 'settings'), { code: 'invalid-settings' });
  assert.equal((await query(database, 'selec')).code, 'sql-syntax');
});

test('a request becomes an event, and the event the same request', async () => {
  const headers = { host: 'api.example.com', 'content-type': 'application/json', cookie: 'a=1; b=2', 'user-agent': 'node' };
  const body = JSON.stringify({ sql: 'select 6 * 7' });
  const event = requestToEvent('POST', '/query?x=%20', headers, new TextEncoder().encode(body));
  const { version, rawPath, rawQueryString, cookies, requestContext, body: sent } = JSON.parse(event);
  assert.deepEqual([version, rawPath, rawQueryString, cookies, sent], ['2.0', '/query', 'x=%20', ['a=1', 'b=2'], body]);
  assert.equal(requestContext.domainName, 'api.example.com');
  assert.ok(Math.abs(requestContext.timeEpoch - Date.now()) < 600_000);
  const request = eventToRequest(event);
  assert.deepEqual([request.method, request.path], ['POST', '/query?x=%20']);
  assert.deepEqual(new Map(request.headers), new Map([['content-type', 'application/json'], ['cookie', 'a=1; b=2']]));
  assert.equal(new TextDecoder().decode(request.body), body);
  const response = responseToHttp(await new Database(flights).replay(event));
  assert.equal(response.status, 200);
  assert.equal(new Map(response.headers).get('content-type'), 'application/json');
  assert.deepEqual(JSON.parse(new TextDecoder().decode(response.body)).rows, [[42]]);
  assert.equal(eventToRequest('{"path":"/api/x","httpMethod":"GET"}', '{"LIMBDA_BASE_PATH":"/api"}').path, '/x');
});

test('a translation that is impossible says why', () => {
  assert.throws(() => eventToRequest('{}'), { code: 'invalid-event' });
  assert.throws(() => eventToRequest('{}', '{"LIMBDA_NOTHING": "1"}'), { code: 'invalid-settings' });
  assert.throws(() => requestToEvent('GE T', '/', {}, new Uint8Array()), { code: 'invalid-request' });
  assert.throws(() => responseToHttp('{}'), { code: 'invalid-response' });
});

const rows = 'with recursive c(x) as (select 1 union all select x + 1 from c limit 1000000) select x from c';
const aggregate = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c';

test('a query that makes rows gives turns, and is dropped in one', async () => {
  const database = new Database(flights, writing);
  const controller = new AbortController();
  let turns = 0;
  const count = () => {
    turns += 1;
    if (turns === 2) controller.abort();
    else setTimeout(count);
  };
  setTimeout(count);
  await assert.rejects(query(database, rows, controller.signal), { code: 'cancelled' });
  assert.equal(turns, 2);
  assert.deepEqual((await query(database, 'select 6 * 7')).rows, [[42]]);
});

test('a query that makes none is asked in the middle', async () => {
  const database = new Database(flights, writing);
  let asked = 0;
  const signal = { get aborted() { return (asked += 1) > 3; } };
  await assert.rejects(query(database, aggregate, signal), { code: 'cancelled' });
  assert.deepEqual((await query(database, 'select 6 * 7')).rows, [[42]]);
});

test('one request is cancelled, and not the other', async () => {
  const database = new Database(flights, writing);
  const controller = new AbortController();
  const [cancelled, answered] = [query(database, rows, controller.signal), query(database, rows.replace('1000000', '100000'))];
  setTimeout(() => controller.abort());
  await assert.rejects(cancelled, { code: 'cancelled' });
  assert.equal((await answered).rows.length, 100000);
});

test('a write that is cancelled leaves nothing', async () => {
  const database = new Database(flights, writing);
  await query(database, 'create table n(x)');
  let asked = 0;
  const signal = { get aborted() { return (asked += 1) > 3; } };
  const insert = aggregate.replace('select count(*) from c', 'insert into n select x from c');
  await assert.rejects(query(database, insert, signal), { code: 'cancelled' });
  assert.deepEqual((await query(database, 'select count(*) from n')).rows, [[0]]);
});
