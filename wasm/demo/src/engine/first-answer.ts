/** Measures the time from having the module's bytes to the first response. */

import { signal } from '@preact/signals';

const CACHED = 'limbda:module-cached';
const MEASURE = 'limbda:first-answer';

/** The milliseconds, once known; the performance measure `limbda:first-answer` has them too. */
export const firstAnswer = signal<number | undefined>(undefined);

/** Marks that the module's bytes are on this machine: found in a cache, or just received. */
export function markCached(): void {
  performance.mark(CACHED);
}

/** Marks a response; only the first one counts. */
export function markAnswer(): void {
  if (firstAnswer.peek() !== undefined || performance.getEntriesByName(CACHED).length === 0) return;
  firstAnswer.value = performance.measure(MEASURE, CACHED).duration;
}

/** Whether the service worker has cached this file. */
export async function isCached(url: string): Promise<boolean> {
  // Insecure origins lack cache storage.
  return 'caches' in globalThis && (await caches.match(url, { ignoreSearch: true })) !== undefined;
}
