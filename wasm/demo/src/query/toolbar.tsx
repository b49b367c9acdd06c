/** The actions for the query in the editor. */

import { useEffect, useState } from 'preact/hooks';
import { copy } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { formatPlural, formatTime } from '../ui/measures';
import { Menu, type MenuItem } from '../ui/menu';
import { copyMenu } from './copy-menu';
import { opening } from './database';
import { examples } from './examples';
import { clearHistory, history } from './history';
import { linkOfQuery, showQuery } from './link';
import { paramsShown } from './params-field';
import { cancelQuery, isRunning, params, run, runQuery, sql } from './run';
import { focusEditor } from './sql-editor';

export function QueryToolbar() {
  return (
    <div class="toolbar">
      {isRunning.value ? <CancelButton /> : <RunButton />}
      <Menu label="Examples" items={exampleItems()} wide />
      <Menu
        label="History"
        icon="history"
        items={remembered()}
        empty="No queries yet. Queries that you run appear here."
        wide
      />
      <button
        type="button"
        class="button"
        aria-pressed={paramsShown.value || params.value !== ''}
        onClick={() => {
          paramsShown.value = !paramsShown.value;
        }}
      >
        Parameters
      </button>
      <span class="spring" />
      <button type="button" class="button" onClick={copyLink}>
        <Icon name="link" /> Link
      </button>
      <Menu label="Copy as" icon="copy" align="end" items={copyMenu()} />
    </div>
  );
}

function RunButton() {
  return (
    <button
      type="button"
      class="button primary"
      disabled={opening.value !== 'ready'}
      title="Ctrl+Enter or ⌘Enter"
      onClick={() => runQuery()}
    >
      <Icon name="run" /> Run
    </button>
  );
}

function CancelButton() {
  const cancelling = run.value.state === 'running' && run.value.cancelling;
  return (
    <button type="button" class="button danger" onClick={cancelQuery} title="Escape in the editor">
      <Icon name="stop" /> {cancelling ? 'Cancelling' : 'Cancel'} <Elapsed />
    </button>
  );
}

/** Seconds since the query was started. */
function Elapsed() {
  const [begin] = useState(() => performance.now());
  const [now, setNow] = useState(begin);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return <span class="elapsed">{((now - begin) / 1000).toFixed(1)} s</span>;
}

function load(text: string, parameters: string): void {
  sql.value = text;
  params.value = parameters;
  focusEditor();
}

function exampleItems(): MenuItem[] {
  return examples.value.map((example) => ({
    label: example.title,
    hint: firstLine(example.sql),
    choose: () => load(example.sql, example.params ?? ''),
  }));
}

function remembered(): MenuItem[] {
  const entries = history.value.map((entry) => ({
    label: firstLine(entry.sql),
    hint: `${new Date(entry.at).toLocaleString()} · ${formatPlural(entry.rows, 'row')} · ${formatTime(entry.milliseconds)}`,
    choose: () => load(entry.sql, entry.params),
  }));
  if (entries.length === 0) return [];
  return [...entries, { label: 'Clear history', apart: true, choose: clearHistory }];
}

function firstLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 120);
}

function copyLink(): void {
  showQuery();
  void copy(new URL(linkOfQuery(), location.href).href, 'link');
}
