/** Saves results and the database as files. */

import { queryEngine } from '../app/engines';
import { notify } from '../app/notices';
import { isBlob, type Rows, textOf, type Value } from '../http/bodies';
import { Numeral } from '../http/exact-json';
import { HANDLE } from './ask';
import { database } from './database';

/** RFC 4180. NULL is an empty field, the empty string is `""`, a BLOB is base64. */
function csvOf({ columns, rows }: Rows): string {
  const lines = [columns.map(quoted).join(','), ...rows.map((row) => row.map(field).join(','))];
  return `${lines.join('\r\n')}\r\n`;
}

function field(value: Value): string {
  return value === '' ? '""' : quoted(textOf(value));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An array of objects, or an object of columns and rows if two columns share a name. */
function jsonOf({ columns, rows }: Rows): string {
  const names = columns.map((name) => JSON.stringify(name));
  if (new Set(columns).size < columns.length) {
    const lines = rows.map((row) => `    [${row.map(literal).join(', ')}]`);
    return `{\n  "columns": [${names.join(', ')}],\n  "rows": [\n${lines.join(',\n')}\n  ]\n}\n`;
  }
  const lines = rows.map((row) => `  {${row.map((value, at) => `${names[at]}: ${literal(value)}`).join(', ')}}`);
  return `[\n${lines.join(',\n')}\n]\n`;
}

function literal(value: Value): string {
  if (value instanceof Numeral) return value.source;
  return isBlob(value) ? JSON.stringify({ base64: value.base64 }) : JSON.stringify(value);
}

export function saveCsv(rows: Rows): void {
  save(new Blob([csvOf(rows)], { type: 'text/csv;charset=utf-8' }), 'result.csv');
}

export function saveJson(rows: Rows): void {
  save(new Blob([jsonOf(rows)], { type: 'application/json' }), 'result.json');
}

/** Saves the database with all writes. */
export async function saveDatabase(): Promise<void> {
  try {
    const bytes = await queryEngine.export(HANDLE);
    save(new Blob([bytes], { type: 'application/vnd.sqlite3' }), database.peek()?.name ?? 'database.db');
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    notify({ kind: 'error', title: 'Cannot save the database.', text });
  }
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser needs the URL until it has handled the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
