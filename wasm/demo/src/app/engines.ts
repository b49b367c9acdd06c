/** The page's two engines, one for queries and one for replays: neither waits for the other or crashes with it. */

import { signal } from '@preact/signals';
import { Engine } from '../engine/engine';
import type { EngineError } from '../engine/error';
import { engineModule } from '../engine/module';
import { notify } from './notices';

/** How often the Query tab's database was reopened after a crash. */
export const reopened = signal(0);

export const queryEngine = new Engine(engineModule, (reason, lost) => {
  tell(reason, lost ? 'The database was reopened as it was first opened; later writes are lost.' : '');
  if (lost) reopened.value += 1;
});

export const replayEngine = new Engine(engineModule, (reason) =>
  tell(reason, 'No data is lost, because replays do not keep any.'),
);

function tell(reason: EngineError, consequence: string): void {
  const crashed = reason.code === 'crashed';
  notify({
    kind: crashed ? 'error' : 'warning',
    title: crashed ? 'The engine crashed and was restarted:' : 'The engine was restarted:',
    text: `${reason.message}. ${consequence}`.trim(),
  });
}
