/** Replays every fixture, one after another. */

import { signal } from '@preact/signals';
import { asRecorded, fixtures } from './cases';
import { replay, replayStates } from './replay';

export interface Tally {
  state: 'running' | 'done' | 'stopped';
  total: number;
  same: number;
  /** The names of those that differ or failed. */
  failed: string[];
  milliseconds: number;
}

export const tally = signal<Tally | undefined>(undefined);

let stopped = false;

export async function replayAll(): Promise<void> {
  if (tally.peek()?.state === 'running') return;
  stopped = false;
  const all = fixtures.peek();
  const names = new Set(all.map(({ name }) => name));
  replayStates.value = new Map([...replayStates.peek()].filter(([name]) => !names.has(name)));
  const begin = performance.now();
  let same = 0;
  const failed: string[] = [];
  const tell = (state: Tally['state']) => {
    tally.value = { state, total: all.length, same, failed: [...failed], milliseconds: performance.now() - begin };
  };
  tell('running');
  // Replay every fixture as recorded, ignoring edits.
  for (const one of all) {
    if (stopped) return tell('stopped');
    const result = await replay(one, asRecorded(one));
    if (result.state === 'done' && result.verdict === 'same') same += 1;
    else failed.push(one.name);
    tell('running');
  }
  tell('done');
}

export function stopReplayAll(): void {
  stopped = true;
  for (const replaying of replayStates.peek().values()) if (replaying.state === 'running') replaying.controller.abort();
}
