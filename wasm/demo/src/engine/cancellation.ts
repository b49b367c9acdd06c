/** A cancellation that a worker notices in the middle of a computation, without shared memory. */

import type { Signal } from '../../pkg/limbda.js';

/** A check costs about half a millisecond, so it is not done more often than this. */
const INTERVAL_MS = 25;

/**
 * Checks whether a blob URL can still be read; the page revokes it to cancel.
 *
 * A busy worker receives no messages, but it can send a synchronous request.
 */
export class Cancellation implements Signal {
  readonly #alive: string;
  #aborted = false;
  #asked = performance.now();

  constructor(alive: string) {
    this.#alive = alive;
  }

  get aborted(): boolean {
    if (!this.#aborted && performance.now() - this.#asked >= INTERVAL_MS) {
      this.#aborted = isRevoked(this.#alive);
      this.#asked = performance.now();
    }
    return this.#aborted;
  }

  abort(): void {
    this.#aborted = true;
  }
}

function isRevoked(url: string): boolean {
  const request = new XMLHttpRequest();
  try {
    request.open('GET', url, false);
    request.send();
    return request.status !== 200;
  } catch {
    return true;
  }
}
