/** How long it takes from the module being at hand to the first answer, as performance marks. */

import { signal } from '@preact/signals';

const CACHED = 'limbda:module-cached';
const MEASURE = 'limbda:first-answer';

/** The milliseconds, once there are any; a performance measure of the name `limbda:first-answer` has them too. */
export const firstAnswer = signal<number | undefined>(undefined);

/** Marks that the bytes of the module are on this machine: in a cache before they are fetched, or just received. */
export function markCached(): void {
  performance.mark(CACHED);
}

/** Marks an answer; only the first one counts. */
export function markAnswer(): void {
  if (firstAnswer.peek() !== undefined || performance.getEntriesByName(CACHED).length === 0) return;
  firstAnswer.value = performance.measure(MEASURE, CACHED).duration;
}

/** Whether the service worker has this file, so that fetching it takes no network. */
export async function isCached(url: string): Promise<boolean> {
  // Insecure origins have no cache storage.
  return 'caches' in globalThis && (await caches.match(url, { ignoreSearch: true })) !== undefined;
}
