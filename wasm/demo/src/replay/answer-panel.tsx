/** The response of a replay next to the recorded one: the verdict, the texts, the difference. */

import { useMemo, useState } from 'preact/hooks';
import { CopyButton } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { JsonEditor } from '../ui/json-editor';
import { formatCount, formatTime } from '../ui/measures';
import { Tabs } from '../ui/tabs';
import type { Case } from './cases';
import { DiffView } from './diff-view';
import { firstDifference, readable, sidesOf } from './readable';
import type { ReplayState } from './replay';

type View = 'answer' | 'recorded' | 'diff';
type Form = 'readable' | 'exact';

interface Props {
  one: Case;
  state: ReplayState | undefined;
}

export function AnswerPanel({ one, state }: Props) {
  const [wanted, setWanted] = useState<{ name: string; view: View } | undefined>(undefined);
  const [form, setForm] = useState<Form>('readable');
  const done = state?.state === 'done' ? state : undefined;
  const differs = done?.verdict === 'different';
  // Show a difference first. The reader's own choice lasts until the next case.
  const view = wanted?.name === one.name ? wanted.view : differs ? 'diff' : 'answer';
  const tabs: { value: View; label: string }[] = [{ value: 'answer', label: 'Response' }];
  if (one.recorded !== undefined) tabs.push({ value: 'recorded', label: 'Recorded' }, { value: 'diff', label: 'Diff' });
  const text = (view === 'recorded' ? one.recorded : done?.response) ?? '';
  return (
    <section class="pane" aria-label="Response">
      <div class="pane-bar">
        <Tabs
          label="Response"
          id="response"
          size="small"
          tabs={tabs}
          value={view}
          onChange={(view) => setWanted({ name: one.name, view })}
        />
        <span class="spring" />
        {view !== 'diff' && (
          <label class="toggle">
            <input
              type="checkbox"
              checked={form === 'exact'}
              onChange={({ currentTarget }) => setForm(currentTarget.checked ? 'exact' : 'readable')}
            />
            exact bytes
          </label>
        )}
        <CopyButton what="response" text={() => text} />
      </div>
      <div
        class="pane-body"
        tabIndex={0}
        id={`response-panel-${view}`}
        role="tabpanel"
        aria-labelledby={`response-tab-${view}`}
      >
        {view === 'diff' ? (
          <Difference recorded={one.recorded ?? ''} answer={done?.response} />
        ) : (
          <JsonEditor
            key={`${view} ${form}`}
            label={view === 'answer' ? 'Replayed response' : 'Recorded response'}
            value={form === 'exact' ? text : readable(text)}
            placeholder="no response yet"
            wrap
          />
        )}
      </div>
    </section>
  );
}

function Difference({ recorded, answer }: { recorded: string; answer: string | undefined }) {
  const sides = useMemo(() => sidesOf(recorded, answer ?? ''), [recorded, answer]);
  if (answer === undefined) return <p class="empty">There is no response to compare.</p>;
  if (`${answer}\n` === recorded) return <p class="empty">Every byte is identical.</p>;
  return <DiffView recorded={sides.recorded} answer={sides.answer} />;
}

/** Whether the response equals the recorded one, in a strip across the case. */
export function VerdictBar({ one, state }: Props) {
  return (
    <div role="status" class="verdict-bar" data-testid="verdict">
      <VerdictText one={one} state={state} />
    </div>
  );
}

function VerdictText({ one, state }: Props) {
  if (!state) return <p class="verdict">Not replayed yet.</p>;
  if (state.state === 'running') return <p class="verdict">Replaying …</p>;
  if (state.state === 'failed') {
    return (
      <p class="verdict different">
        <Icon name="cross" /> <span>Failed: {state.text}</span>
      </p>
    );
  }
  const { verdict, response, status, milliseconds } = state;
  const bytes = formatCount(new TextEncoder().encode(response).byteLength);
  const texts = {
    same: `Identical to the recorded response: ${bytes} bytes`,
    different: `Differs from the recorded response, from byte ${formatCount(firstDifference(one.recorded ?? '', `${response}\n`))} on`,
    unknown: `Status ${status}, ${bytes} bytes`,
  };
  return (
    <p class={`verdict ${verdict}`}>
      {verdict !== 'unknown' && <Icon name={verdict === 'same' ? 'check' : 'cross'} />}
      <span>{texts[verdict]}</span>
      <span class="count">{formatTime(milliseconds)}</span>
    </p>
  );
}
