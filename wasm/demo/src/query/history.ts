/** The queries that were run, newest first, stored in the browser. */

import { signal } from '@preact/signals';
import { readStored, store } from '../app/stored';

export interface Remembered {
  sql: string;
  params: string;
  /** Milliseconds since 1970. */
  at: number;
  milliseconds: number;
  rows: number;
}

const NAME = 'history';
const KEPT = 50;
/** Longer texts are not stored, because storage is limited. */
const LONGEST = 20_000;

export const history = signal<Remembered[]>(load());

export function remember(entry: Remembered): void {
  if (entry.sql.length > LONGEST) return;
  const others = history.peek().filter(({ sql, params }) => sql !== entry.sql || params !== entry.params);
  history.value = [entry, ...others].slice(0, KEPT);
  store(NAME, history.value);
}

export function clearHistory(): void {
  history.value = [];
  store(NAME, []);
}

/** Reads the stored queries, skipping entries from older versions of the page. */
function load(): Remembered[] {
  const stored = readStored(NAME);
  return Array.isArray(stored) ? stored.filter(isRemembered) : [];
}

function isRemembered(entry: unknown): entry is Remembered {
  return typeof entry === 'object' && entry !== null && 'sql' in entry && typeof entry.sql === 'string';
}
