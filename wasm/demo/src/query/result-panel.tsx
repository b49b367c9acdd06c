/** The result of the last run, or a message in its place. */

import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { Rows } from '../http/bodies';
import { Icon } from '../ui/icon';
import { formatCount, formatPlural, formatTime } from '../ui/measures';
import { Menu } from '../ui/menu';
import { Tabs } from '../ui/tabs';
import { Chart } from './chart';
import { saveCsv, saveJson } from './download';
import { Facts } from './facts';
import { ResultGrid } from './result-grid';
import { type DoneRun, type Run, run, runQuery } from './run';
import { Welcome } from './welcome';

const VIEWS = [
  { value: 'table', label: 'Table' },
  { value: 'chart', label: 'Chart' },
] as const;

type View = (typeof VIEWS)[number]['value'];

/** The table or the chart; the choice is kept for the next result. */
const view = signal<View>('table');

export function ResultPanel() {
  const state = run.value;
  const last = useRef<DoneRun>(undefined);
  if (state.state === 'done') last.current = state;
  // Keep showing the last result while a query runs.
  const stale = state.state === 'running' ? last.current : undefined;
  return (
    <section
      class={`result-panel ${stale ? 'stale' : ''}`}
      aria-label="Result"
      aria-busy={state.state === 'running'}
      data-state={state.state}
    >
      <div class="sr-only" role="status">
        {summaryOf(state)}
      </div>
      <Content state={stale ?? state} />
    </section>
  );
}

function Content({ state }: { state: Run }) {
  switch (state.state) {
    case 'idle':
      return <Welcome />;
    case 'running':
      return (
        <div class="placeholder">
          <span class="spinner" />
          <p>Running … Press Escape in the editor, or Cancel, to stop.</p>
        </div>
      );
    case 'done':
      return <Done state={state} />;
    case 'failed':
      return (
        <div class="problem" data-testid="problem">
          <Icon name="warning" />
          <div>
            <strong>{state.title}</strong>
            <p class="problem-detail">{state.detail}</p>
            <code>{state.code}</code>
          </div>
        </div>
      );
    case 'cancelled':
      return (
        <div class="placeholder" data-testid="cancelled">
          <p>Cancelled after {formatTime(state.milliseconds)}.</p>
          {state.text && <p class="hint">{state.text}.</p>}
        </div>
      );
    case 'held':
      return (
        <div class="placeholder" data-testid="held">
          <p>This link contains a query that writes. Read it before you run it.</p>
          <button type="button" class="button primary" onClick={() => runQuery()}>
            <Icon name="run" /> Run
          </button>
        </div>
      );
  }
}

function Done({ state }: { state: DoneRun }) {
  const { results } = state;
  const [chosen, setChosen] = useState<{ results: Rows[]; at: number }>({ results, at: results.length - 1 });
  // A new run shows its last result first.
  const at = chosen.results === results ? chosen.at : results.length - 1;
  const result = results[at];
  if (!result) return <p class="empty">There was no statement to run.</p>;
  const hasRows = result.columns.length > 0;
  return (
    <>
      <div class="result-bar">
        {hasRows && (
          <Tabs<View>
            label="View"
            id="result"
            size="small"
            tabs={VIEWS}
            value={view.value}
            onChange={(chosen) => {
              view.value = chosen;
            }}
          />
        )}
        {results.length > 1 && (
          <label class="choice">
            <span>Statement</span>
            <select
              value={at}
              onChange={({ currentTarget }) => setChosen({ results, at: Number(currentTarget.value) })}
            >
              {results.map((_, index) => (
                <option key={index} value={index}>
                  {index + 1} of {results.length}
                </option>
              ))}
            </select>
          </label>
        )}
        <Facts result={result} state={state} />
        <span class="spring" />
        {hasRows && (
          <Menu
            label="Download"
            icon="download"
            align="end"
            items={[
              { label: 'CSV', hint: 'result.csv', choose: () => saveCsv(result) },
              { label: 'JSON', hint: 'result.json', choose: () => saveJson(result) },
            ]}
          />
        )}
      </div>
      {result.truncated && (
        <p class="strip warning">
          Only the first {formatCount(result.rows.length)} rows are shown. Add a LIMIT or a filter to see others.
        </p>
      )}
      {hasRows ? (
        <div
          id={`result-panel-${view.value}`}
          role="tabpanel"
          aria-labelledby={`result-tab-${view.value}`}
          class="result-view"
        >
          {view.value === 'table' ? <ResultGrid result={result} /> : <Chart result={result} />}
        </div>
      ) : (
        <div class="placeholder">
          <Icon name="check" />
          <p>Done. {formatPlural(result.rows_affected, 'row')} changed.</p>
        </div>
      )}
    </>
  );
}

function summaryOf(state: Run): string {
  switch (state.state) {
    case 'idle':
      return '';
    case 'running':
      return state.cancelling ? 'cancelling' : 'running';
    case 'done':
      return `done: ${formatPlural(state.results.at(-1)?.rows.length ?? 0, 'row')} in ${formatTime(state.milliseconds)}`;
    case 'failed':
      return `${state.title}: ${state.detail}`;
    case 'cancelled':
      return 'cancelled';
    case 'held':
      return 'the query in this link writes: read it before you run it';
  }
}
