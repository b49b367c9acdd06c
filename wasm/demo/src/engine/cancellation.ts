/** A cancellation that a worker can see in the middle of a computation, without shared memory. */

import type { Signal } from '../../pkg/limbda.js';

/** Asking costs about half a millisecond, so it is done this seldom at most. */
const INTERVAL_MS = 25;

/**
 * Asks whether a blob URL can still be read: the page revokes it to cancel.
 *
 * A busy worker gets no messages, but a synchronous request goes out of it; the message reaches it at its next turn.
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
