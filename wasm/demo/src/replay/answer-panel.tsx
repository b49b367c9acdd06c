/** The answer to a replay beside what was recorded: the verdict, the texts, the difference. */

import { useMemo, useState } from 'preact/hooks';
import { CopyButton } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { JsonEditor } from '../ui/json-editor';
import { formatCount, formatTime } from '../ui/measures';
import { Tabs } from '../ui/tabs';
import type { Case } from './cases';
import { DiffView } from './diff-view';
import { firstDifference, readable, sidesOf, statusOf } from './readable';
import type { Outcome } from './replay';

type View = 'answer' | 'recorded' | 'diff';
type Form = 'readable' | 'exact';

interface Props {
  one: Case;
  outcome: Outcome | undefined;
}

export function AnswerPanel({ one, outcome }: Props) {
  const [wanted, setWanted] = useState<{ name: string; view: View } | undefined>(undefined);
  const [form, setForm] = useState<Form>('readable');
  const done = outcome?.state === 'done' ? outcome : undefined;
  const differs = done?.verdict === 'different';
  // A difference is what one came to see; the reader's own choice lasts until the next case.
  const view = wanted?.name === one.name ? wanted.view : differs ? 'diff' : 'answer';
  const tabs: { value: View; label: string }[] = [{ value: 'answer', label: 'Answer' }];
  if (one.recorded !== undefined) tabs.push({ value: 'recorded', label: 'Recorded' }, { value: 'diff', label: 'Diff' });
  const text = (view === 'recorded' ? one.recorded : done?.answer) ?? '';
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
          <Difference recorded={one.recorded ?? ''} answer={done?.answer} />
        ) : (
          <JsonEditor
            key={`${view} ${form}`}
            label={view === 'answer' ? 'Answer' : 'Recorded response'}
            value={form === 'exact' ? text : readable(text)}
            placeholder="no answer yet"
            wrap
          />
        )}
      </div>
    </section>
  );
}

function Difference({ recorded, answer }: { recorded: string; answer: string | undefined }) {
  const sides = useMemo(() => sidesOf(recorded, answer ?? ''), [recorded, answer]);
  if (answer === undefined) return <p class="empty">There is no answer to compare.</p>;
  if (`${answer}\n` === recorded) return <p class="empty">Not a byte differs.</p>;
  return <DiffView recorded={sides.recorded} answer={sides.answer} />;
}

/** Whether the answer is the recorded one, in a strip across the case. */
export function VerdictBar({ one, outcome }: Props) {
  return (
    <div role="status" class="verdict-bar" data-testid="verdict">
      <VerdictText one={one} outcome={outcome} />
    </div>
  );
}

function VerdictText({ one, outcome }: Props) {
  if (!outcome) return <p class="verdict">Not replayed yet.</p>;
  if (outcome.state === 'running') return <p class="verdict">Replaying.</p>;
  if (outcome.state === 'failed') {
    return (
      <p class="verdict different">
        <Icon name="cross" /> <span>No answer: {outcome.text}</span>
      </p>
    );
  }
  const { verdict, answer, milliseconds } = outcome;
  const bytes = formatCount(new TextEncoder().encode(answer).byteLength);
  const texts = {
    same: `The same ${bytes} bytes as recorded`,
    different: `It differs from what is recorded, from byte ${formatCount(firstDifference(one.recorded ?? '', `${answer}\n`))} on`,
    unknown: `Answered: status ${statusOf(answer) ?? 'unknown'}, ${bytes} bytes`,
  };
  return (
    <p class={`verdict ${verdict}`}>
      {verdict !== 'unknown' && <Icon name={verdict === 'same' ? 'check' : 'cross'} />}
      <span>{texts[verdict]}</span>
      <span class="count">{formatTime(milliseconds)}</span>
    </p>
  );
}
