/** Replaying an event, and what came of it. */

import { signal } from '@preact/signals';
import { replayEngine } from '../app/engines';
import { EngineError } from '../engine/error';
import { database, demoFile } from '../query/database';
import { type Case, type Draft, draftOf, isAsRecorded } from './cases';

export type Outcome =
  | { state: 'running'; controller: AbortController }
  | { state: 'done'; answer: string; verdict: Verdict; milliseconds: number }
  | { state: 'failed'; text: string };

/** `unknown` where nothing was recorded for this event. */
export type Verdict = 'same' | 'different' | 'unknown';

/** The database that the reader's own events are replayed on; fixtures have the demo database. */
export const replayOnFile = signal(false);
export const outcomes = signal<ReadonlyMap<string, Outcome>>(new Map());

const DEMO = 'demo';
const FILE = 'file';
const opened = new Map<string, { blob: Blob; opening: Promise<void> }>();

/** Replays a case, as it is in its editors unless told otherwise, and keeps what came of it. */
export async function replay(one: Case, draft = draftOf(one)): Promise<Outcome> {
  const controller = new AbortController();
  keep(one.name, { state: 'running', controller });
  const outcome = await answer(one, draft, controller.signal);
  keep(one.name, outcome);
  return outcome;
}

async function answer(one: Case, draft: Draft, signal: AbortSignal): Promise<Outcome> {
  try {
    const settings = settingsText(draft);
    const handle = await openFor(one);
    const { response, milliseconds } = await replayEngine.replay(handle, draft.event, settings, signal);
    const comparable = one.recorded !== undefined && isAsRecorded(one, draft);
    const verdict = comparable ? (`${response}\n` === one.recorded ? 'same' : 'different') : 'unknown';
    return { state: 'done', answer: response, verdict, milliseconds };
  } catch (error) {
    if (error instanceof EngineError && error.isCancellation) return { state: 'failed', text: 'cancelled' };
    return { state: 'failed', text: error instanceof Error ? error.message : String(error) };
  }
}

/** The settings, if there are any; the engine says what is wrong with them as long as they are JSON. */
function settingsText({ settings }: Draft): string | undefined {
  try {
    JSON.parse(settings.trim() || '{}');
  } catch (error) {
    throw new Error(`the settings are not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return settings.trim() || undefined;
}

/** Opens the database of a case, once, and answers its handle. */
async function openFor(one: Case): Promise<string> {
  const own = one.recorded === undefined && replayOnFile.peek() ? database.peek() : undefined;
  const handle = own ? FILE : DEMO;
  const blob = own ? own.blob : await demoFile();
  let open = opened.get(handle);
  if (open?.blob !== blob) {
    open = { blob, opening: replayEngine.open(handle, blob, {}) };
    opened.set(handle, open);
  }
  try {
    await open.opening;
  } catch (error) {
    opened.delete(handle);
    throw error;
  }
  return handle;
}

export function forget(name: string): void {
  const others = new Map(outcomes.peek());
  others.delete(name);
  outcomes.value = others;
}

function keep(name: string, outcome: Outcome): void {
  outcomes.value = new Map(outcomes.peek()).set(name, outcome);
}
