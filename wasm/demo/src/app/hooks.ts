/** What tests, and the curious in the console, can reach: `limbda.crash()`. */

import { queryEngine } from './engines';

declare global {
  var limbda: { crash(): void; readonly generation: number };
}

globalThis.limbda = {
  /** Makes the Query tab's engine crash, to see the page go on. */
  crash() {
    queryEngine.crash().catch(() => {});
  },
  /** How many workers that engine has had. */
  get generation() {
    return queryEngine.generation;
  },
};
