/** Replays events and keeps the results. */

import { signal } from '@preact/signals';
import { replayEngine } from '../app/engines';
import { EngineError } from '../engine/error';
import type { ReplayResult } from '../engine/protocol';
import { database, demoFile } from '../query/database';
import { type Case, type Draft, draftOf, isAsRecorded } from './cases';

export type ReplayState =
  | { state: 'running'; controller: AbortController }
  | (ReplayResult & { state: 'done'; verdict: Verdict })
  | { state: 'failed'; text: string };

/** `unknown` if no response was recorded for this event. */
export type Verdict = 'same' | 'different' | 'unknown';

/** Whether the reader's own events are replayed on the reader's file. Fixtures always use the demo database. */
export const replayOnFile = signal(false);
export const replayStates = signal<ReadonlyMap<string, ReplayState>>(new Map());

const DEMO = 'demo';
const FILE = 'file';
const opened = new Map<string, { blob: Blob; opening: Promise<void> }>();

/** Replays a case, by default as edited, and keeps the result. */
export async function replay(one: Case, draft = draftOf(one)): Promise<ReplayState> {
  const controller = new AbortController();
  keep(one.name, { state: 'running', controller });
  const state = await run(one, draft, controller.signal);
  keep(one.name, state);
  return state;
}

async function run(one: Case, draft: Draft, signal: AbortSignal): Promise<ReplayState> {
  try {
    const settings = settingsText(draft);
    const handle = await openFor(one);
    const result = await replayEngine.replay(handle, draft.event, settings, signal);
    const comparable = one.recorded !== undefined && isAsRecorded(one, draft);
    const verdict = comparable ? (`${result.response}\n` === one.recorded ? 'same' : 'different') : 'unknown';
    return { ...result, state: 'done', verdict };
  } catch (error) {
    if (error instanceof EngineError && error.isCancellation) return { state: 'failed', text: 'cancelled' };
    return { state: 'failed', text: error instanceof Error ? error.message : String(error) };
  }
}

/** The settings, if there are any. They must be JSON; the engine checks everything else. */
function settingsText({ settings }: Draft): string | undefined {
  try {
    JSON.parse(settings.trim() || '{}');
  } catch (error) {
    throw new Error(`the settings are not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return settings.trim() || undefined;
}

/** Opens the database of a case, unless it is open, and returns its handle. */
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
  const others = new Map(replayStates.peek());
  others.delete(name);
  replayStates.value = others;
}

function keep(name: string, state: ReplayState): void {
  replayStates.value = new Map(replayStates.peek()).set(name, state);
}
