/** The facts about a result besides its rows. */

import type { Rows } from '../http/bodies';
import { formatBytes, formatCount, formatTime } from '../ui/measures';
import type { DoneRun } from './run';

export function Facts({ result, state }: { result: Rows; state: DoneRun }) {
  return (
    <dl class="facts" data-testid="facts">
      <Fact name="rows" value={formatCount(result.rows.length)} />
      <Fact name="run time" isPlain value={formatTime(state.milliseconds)} />
      <Fact name="rows read" value={formatCount(result.rows_read)} />
      {result.rows_affected > 0 && <Fact name="changed" value={formatCount(result.rows_affected)} />}
      <Fact name="size" isPlain value={formatBytes(state.bytes)} />
    </dl>
  );
}

/** The unit of a plain fact makes its name unnecessary. */
function Fact({ name, value, isPlain = false }: { name: string; value: string; isPlain?: boolean }) {
  return (
    <div title={name}>
      <dt class={isPlain ? 'sr-only' : ''}>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
