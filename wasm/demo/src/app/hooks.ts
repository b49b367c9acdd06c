/** Functions for tests and for the console: `limbda.crash()`. */

import { queryEngine } from './engines';

declare global {
  var limbda: { crash(): void; readonly generation: number };
}

globalThis.limbda = {
  /** Crashes the Query tab's engine, to show that the page recovers. */
  crash() {
    queryEngine.crash().catch(() => {});
  },
  /** The number of workers that this engine has started. */
  get generation() {
    return queryEngine.generation;
  },
};
