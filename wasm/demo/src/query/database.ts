/** The database of the Query tab: the demo's or the reader's own, and its schema. */

import { effect, signal } from '@preact/signals';
import demoUrl from '../../../../events/data/nycflights.db?url';
import { queryEngine, reopened } from '../app/engines';
import { notify } from '../app/notices';
import { download } from '../engine/download';
import { EngineError } from '../engine/error';
import { markAnswer } from '../engine/first-answer';
import type { Health, Schema } from '../http/answer';
import { ask, HANDLE, OWN_TAB } from './ask';
import type { Report } from './report';

const DEMO = 'nycflights.db';

export interface OpenDatabase {
  name: string;
  blob: Blob;
  isDemo: boolean;
  /** What `limbda check` finds; the demo database has been looked at. */
  report: Report | undefined;
}

export type Opening = 'loading' | 'ready' | { failed: string };

export const database = signal<OpenDatabase | undefined>(undefined);
export const opening = signal<Opening>('loading');
export const schema = signal<Schema | undefined>(undefined);
export const health = signal<Health | undefined>(undefined);

let demo: Promise<Blob> | undefined;

/** The demo database's file, fetched once; a download that failed is tried again. */
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
    opening.value = { failed: `the demo database is not open: ${messageOf(error)}; reload the page to try again` };
  }
}

/** Opens a file; where it does not open, the page says why and stays with the database it has. */
export async function openFile(file: File): Promise<void> {
  const before = opening.peek();
  opening.value = 'loading';
  try {
    const report = JSON.parse(await queryEngine.check(file)) as Report;
    if (report.error !== null) {
      refuse(file, report.error, report);
    } else {
      await queryEngine.open(HANDLE, file, OWN_TAB);
      await use({ name: file.name, blob: file, isDemo: false, report });
      return;
    }
  } catch (error) {
    // A crash has its own notice; that it was this file is worth saying all the same.
    refuse(file, messageOf(error), undefined);
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

/** Reads the schema again: after a write it may be another. */
export async function readSchema(): Promise<void> {
  try {
    schema.value = (await ask<Schema>('GET', '/schema')).body;
  } catch (error) {
    if (error instanceof EngineError && error.isCancellation) return;
    schema.value = undefined;
    notify({ kind: 'warning', title: 'The schema cannot be read.', text: messageOf(error) });
  }
}

function refuse(file: File, why: string, report: Report | undefined): void {
  const blocking = report?.findings.filter(({ severity }) => severity === 'blocks').map(({ text }) => text) ?? [];
  notify({
    kind: 'error',
    title: `${file.name} does not open.`,
    text: `${why}. ${database.peek() ? `${database.peek()?.name} stays open.` : ''}`,
    details: blocking.filter((text) => text !== why),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
