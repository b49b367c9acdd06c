/** The page's two engines: one answers queries, one replays, so that neither waits for the other or falls with it. */

import { signal } from '@preact/signals';
import { Engine } from '../engine/engine';
import type { EngineError } from '../engine/error';
import { engineModule } from '../engine/module';
import { notify } from './notices';

/** How often the Query tab's database was opened again, as it was first opened. */
export const reopened = signal(0);

export const queryEngine = new Engine(engineModule, (reason, lost) => {
  tell(reason, lost ? 'The database was opened again as it was first opened: what was written since is lost.' : '');
  if (lost) reopened.value += 1;
});

export const replayEngine = new Engine(engineModule, (reason) =>
  tell(reason, 'Nothing is lost: replays keep nothing.'),
);

function tell(reason: EngineError, consequence: string): void {
  const crashed = reason.code === 'crashed';
  notify({
    kind: crashed ? 'error' : 'warning',
    title: crashed ? 'The engine crashed and was started anew:' : 'The engine was started anew:',
    text: `${reason.message}. ${consequence}`.trim(),
  });
}
