/** Runs the editor's text, one run at a time: a single statement with /query, several with /batch. */

import { computed, effect, signal } from '@preact/signals';
import { EngineError } from '../engine/error';
import { markAnswer } from '../engine/first-answer';
import type { HttpRequest } from '../engine/protocol';
import { Problem, type Rows } from '../http/bodies';
import { ask, requestFor } from './ask';
import { database, readSchema } from './database';
import { remember } from './history';
import { type Place, placeOf } from './place';
import { splitStatements } from './statements';

export type Run =
  | { state: 'idle' }
  | { state: 'running'; cancelling: boolean }
  | { state: 'done'; results: Rows[]; milliseconds: number; bytes: number; finished: Date }
  | { state: 'failed'; title: string; detail: string; code: string; place: Place | undefined }
  /** `text` gives the reason, if it was not the reader. */
  | { state: 'cancelled'; milliseconds: number; text: string }
  /** A link's query that writes: it is run only when the reader says so. */
  | { state: 'held' };

export type DoneRun = Extract<Run, { state: 'done' }>;

/** The editor's text, the selected part, and the parameters as JSON. */
export const sql = signal('');
export const selected = signal<Place>({ from: 0, to: 0 });
export const params = signal('');
export const run = signal<Run>({ state: 'idle' });
export const isRunning = computed(() => run.value.state === 'running');

/** The performance measure from the request to cancel to the end of the query. */
const CANCEL_MEASURE = 'limbda:cancel';

let running: AbortController | undefined;
let cancelledAt = 0;

// A result is discarded when another database is opened.
effect(() => {
  if (database.value && !running) run.value = { state: 'idle' };
});

/** The text to run: the selection, or everything. */
function chosen(): { text: string; from: number } {
  const { from, to } = selected.peek();
  const text = sql.peek();
  return from < to && text.slice(from, to).trim() ? { text: text.slice(from, to), from } : { text, from: 0 };
}

/** The request for the editor's text. Parameters are inserted as written, so no number is rounded. */
export function requestOfEditor(): HttpRequest {
  const statements = splitStatements(chosen().text);
  const [first] = statements;
  if (statements.length > 1) {
    const body = JSON.stringify({ statements: statements.map(({ text }) => ({ sql: text })) });
    return requestFor('POST', '/batch', body);
  }
  const given = params.peek().trim();
  const body = `{"sql":${JSON.stringify(first?.text ?? '')}${given && `,"params":${given}`}}`;
  return requestFor('POST', '/query', body);
}

/** Runs the editor's text. A `reader` may not write; links are run as a reader. */
export async function runQuery(as: 'writer' | 'reader' = 'writer'): Promise<void> {
  if (running) return;
  const { text, from } = chosen();
  const { path, body } = requestOfEditor();
  const controller = new AbortController();
  running = controller;
  run.value = { state: 'running', cancelling: false };
  const begin = performance.now();
  try {
    const { response, body: rows } = await ask<Rows | { results: Rows[] }>('POST', path, body, {
      signal: controller.signal,
      as,
    });
    markAnswer();
    const results = 'results' in rows ? rows.results : [rows];
    const { milliseconds } = response;
    run.value = { state: 'done', results, milliseconds, bytes: response.body.byteLength, finished: new Date() };
    const count = results.at(-1)?.rows.length ?? 0;
    remember({ sql: sql.peek(), params: params.peek(), at: Date.now(), milliseconds, rows: count });
    if (results.some((result) => result.durability !== undefined)) await readSchema();
  } catch (error) {
    run.value = failure(error, text, from, as, performance.now() - begin);
  } finally {
    running = undefined;
  }
}

/** Asks the running query to stop. */
export function cancelQuery(): void {
  if (!running || running.signal.aborted) return;
  cancelledAt = performance.now();
  run.value = { state: 'running', cancelling: true };
  running.abort();
}

function failure(error: unknown, text: string, from: number, as: string, milliseconds: number): Run {
  if (error instanceof EngineError && error.isCancellation) {
    performance.measure(CANCEL_MEASURE, { start: cancelledAt, end: performance.now() });
    return { state: 'cancelled', milliseconds, text: error.code === 'restarted' ? error.message : '' };
  }
  if (!(error instanceof Problem)) {
    const code = error instanceof EngineError ? error.code : 'internal';
    const detail = error instanceof Error ? error.message : String(error);
    return { state: 'failed', title: 'the query failed', detail, code, place: undefined };
  }
  if (as === 'reader' && (error.status === 401 || error.status === 403)) return { state: 'held' };
  const { title, message: detail, code } = error;
  return { state: 'failed', title, detail, code, place: placeOf(error, text, from) };
}
