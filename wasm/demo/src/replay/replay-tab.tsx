/** The Replay tab: the list of events and the chosen one. */

import { useEffect, useState } from 'preact/hooks';
import { tab } from '../app/route';
import { Icon } from '../ui/icon';
import { formatTime } from '../ui/measures';
import { CaseList, shown } from './case-list';
import { CaseView } from './case-view';
import { chosen, fixtures, loadFixtures } from './cases';
import { NewEvent } from './new-event';
import { replayAll, stopReplayAll, tally } from './replay-all';

export function ReplayTab() {
  const [adding, setAdding] = useState(false);
  const visible = tab.value === 'replay';
  useEffect(() => {
    if (visible) void loadFixtures();
  }, [visible]);
  const one = chosen.value;
  // Choosing a case closes the form for a new one.
  useEffect(() => setAdding(false), [one]);
  return (
    <div class="workspace">
      <aside class="side open replay-side" aria-label="Events">
        <div class="side-actions">
          <ReplayAllButton />
          <button type="button" class="button" aria-pressed={adding} onClick={() => setAdding(!adding)}>
            <Icon name="plus" /> Your event
          </button>
        </div>
        <Summary />
        <CaseList />
      </aside>
      <div class="main">{adding || !one ? <NewEvent isFirst={!one && !adding} /> : <CaseView one={one} />}</div>
    </div>
  );
}

function ReplayAllButton() {
  if (tally.value?.state === 'running') {
    return (
      <button type="button" class="button danger" onClick={stopReplayAll}>
        <Icon name="stop" /> Stop
      </button>
    );
  }
  return (
    <button type="button" class="button primary" disabled={fixtures.value.length === 0} onClick={replayAll}>
      <Icon name="run" /> Replay all
    </button>
  );
}

function Summary() {
  const counted = tally.value;
  if (!counted) return null;
  const { state, same, failed, total, milliseconds } = counted;
  const done = same + failed.length;
  const verdict = failed.length > 0 ? 'different' : state === 'done' ? 'same' : '';
  const text =
    failed.length > 0
      ? `${failed.length} of ${done} differ`
      : state === 'done'
        ? `All ${total} responses are identical to the recorded ones`
        : `${done} of ${total} replayed`;
  return (
    <div class="tally" data-testid="tally" data-state={state} data-same={same} data-failed={failed.length}>
      <progress max={total} value={done} aria-label="Fixtures replayed" class={verdict} />
      <p role="status" class={`verdict ${verdict}`}>
        <span>{state === 'stopped' ? `Stopped: ${text}` : text}</span>
        <span class="count">{formatTime(milliseconds)}</span>
      </p>
      {failed.length > 0 && (
        <label class="toggle">
          <input
            type="checkbox"
            checked={shown.value === 'failed'}
            onChange={({ currentTarget }) => {
              shown.value = currentTarget.checked ? 'failed' : 'all';
            }}
          />
          show only these
        </label>
      )}
    </div>
  );
}
