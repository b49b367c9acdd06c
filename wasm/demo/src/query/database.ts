/** The Query tab's database, the demo's or the reader's own, and its schema. */

import { effect, signal } from '@preact/signals';
import demoUrl from '../../../../events/data/nycflights.db?url';
import { queryEngine, reopened } from '../app/engines';
import { notify } from '../app/notices';
import { download } from '../engine/download';
import { EngineError } from '../engine/error';
import { markAnswer } from '../engine/first-answer';
import type { Health, Schema } from '../http/bodies';
import { ask, HANDLE, OWN_TAB } from './ask';
import type { Report } from './report';

const DEMO = 'nycflights.db';

export interface OpenDatabase {
  name: string;
  blob: Blob;
  isDemo: boolean;
  /** The findings of `limbda check`; undefined for the demo database, which has none. */
  report: Report | undefined;
}

export type Opening = 'loading' | 'ready' | { failed: string };

export const database = signal<OpenDatabase | undefined>(undefined);
export const opening = signal<Opening>('loading');
export const schema = signal<Schema | undefined>(undefined);
export const health = signal<Health | undefined>(undefined);

let demo: Promise<Blob> | undefined;

/** The demo database's file, fetched once. After a failure, the next call tries again. */
export function demoFile(): Promise<Blob> {
  demo ??= download(demoUrl, 'database')
    .then((response) => response.blob())
    .catch((error: unknown) => {
      demo = undefined;
      throw error;
    });
  return demo;
}

export async function openDemo(): Promise<void> {
  opening.value = 'loading';
  try {
    const blob = await demoFile();
    await queryEngine.open(HANDLE, blob, OWN_TAB);
    await use({ name: DEMO, blob, isDemo: true, report: undefined });
  } catch (error) {
    opening.value = { failed: `cannot open the demo database: ${messageOf(error)}; reload the page to try again` };
  }
}

/** Opens a file. If that fails, the page says why and keeps its database. */
export async function openFile(file: File): Promise<void> {
  const before = opening.peek();
  opening.value = 'loading';
  try {
    const report = JSON.parse(await queryEngine.check(file)) as Report;
    if (report.error !== null) {
      reportFailure(file, report.error, report);
    } else {
      await queryEngine.open(HANDLE, file, OWN_TAB);
      await use({ name: file.name, blob: file, isDemo: false, report });
      return;
    }
  } catch (error) {
    // A crash has a notice of its own, which does not name the file.
    reportFailure(file, messageOf(error), undefined);
  }
  opening.value = before;
}

async function use(opened: OpenDatabase): Promise<void> {
  health.value = await ask<Health>('GET', '/health').then(({ body }) => body);
  markAnswer();
  schema.value = undefined;
  database.value = opened;
  opening.value = 'ready';
  await readSchema();
}

effect(() => {
  if (reopened.value > 0) void readSchema();
});

/** Reads the schema; a write may have changed it. */
export async function readSchema(): Promise<void> {
  try {
    schema.value = (await ask<Schema>('GET', '/schema')).body;
  } catch (error) {
    if (error instanceof EngineError && error.isCancellation) return;
    schema.value = undefined;
    notify({ kind: 'warning', title: 'Cannot read the schema.', text: messageOf(error) });
  }
}

function reportFailure(file: File, why: string, report: Report | undefined): void {
  const blocking = report?.findings.filter(({ severity }) => severity === 'blocks').map(({ text }) => text) ?? [];
  notify({
    kind: 'error',
    title: `Cannot open ${file.name}.`,
    text: `${why}. ${database.peek() ? `${database.peek()?.name} stays open.` : ''}`,
    details: blocking.filter((text) => text !== why),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
