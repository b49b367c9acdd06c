// A Lambda function as a Node developer would write it: better-sqlite3, opened during init, statements kept.
const Database = require('better-sqlite3');

const database = new Database(process.env.LIMBDA_DATABASE, { readonly: true, fileMustExist: true });
const statements = new Map();

exports.handler = async (event) => {
  if (event.requestContext.http.method !== 'POST' || event.rawPath !== '/query') return answer(404, { error: 'no such path' });
  try {
    const body = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body;
    const { sql, params = [] } = JSON.parse(body);
    const statement = prepared(sql);
    const rows = statement.all(params);
    return answer(200, { columns: statement.columns().map((column) => column.name), rows });
  } catch (error) {
    return answer(400, { error: error.message });
  }
};

function prepared(sql) {
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql).raw();
    statements.set(sql, statement);
  }
  return statement;
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
