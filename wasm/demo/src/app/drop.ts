/** Handles files dropped anywhere on the page: opens databases, replays events. */

import { signal } from '@preact/signals';
import { openFile } from '../query/database';
import { addOwnCase } from '../replay/cases';
import { tab } from './route';

/** Whether a file is being dragged over the page. */
export const isDragging = signal(false);

export function listenForDrops(): void {
  let depth = 0;
  const isFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const set = (value: number) => {
    depth = value;
    isDragging.value = depth > 0;
  };
  document.addEventListener('dragenter', (event) => isFile(event) && set(depth + 1));
  document.addEventListener('dragleave', (event) => isFile(event) && set(Math.max(0, depth - 1)));
  document.addEventListener('dragover', (event) => isFile(event) && event.preventDefault());
  document.addEventListener('drop', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    set(0);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void take(file);
  });
}

/** Tells events, which are JSON, from SQLite files, which never are. */
async function take(file: File): Promise<void> {
  const [first] = (await file.slice(0, 64).text()).trimStart();
  if (first === '{' || (tab.peek() === 'replay' && file.name.endsWith('.json'))) {
    tab.value = 'replay';
    addOwnCase(file.name, await file.text());
  } else {
    tab.value = 'query';
    await openFile(file);
  }
}
