/** The Query tab: the database and its schema beside the editor and the result. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { onLink } from '../app/route';
import { Icon } from '../ui/icon';
import { database, opening } from './database';
import { DatabaseCard } from './database-card';
import { examples } from './examples';
import { runLinked, takeLink } from './link';
import { ParamsField } from './params-field';
import { ResultPanel } from './result-panel';
import { runQuery, sql } from './run';
import { SchemaTree } from './schema-tree';
import { SqlEditor } from './sql-editor';
import { QueryToolbar } from './toolbar';

export function QueryTab() {
  const [sideOpen, setSideOpen] = useState(false);
  useLinkedQuery();
  useFirstExample();
  return (
    <div class="workspace">
      <button
        type="button"
        class="button side-toggle"
        aria-expanded={sideOpen}
        aria-controls="query-side"
        onClick={() => setSideOpen(!sideOpen)}
      >
        <Icon name="database" /> {database.value?.name ?? 'Database'} and schema <Icon name="down" />
      </button>
      <aside id="query-side" class={`side ${sideOpen ? 'open' : ''}`} aria-label="Database and schema">
        <DatabaseCard />
        <SchemaTree />
      </aside>
      <div class="main">
        <section class="editor-panel" aria-label="Query">
          <SqlEditor onRun={() => runQuery()} />
          <ParamsField />
          <QueryToolbar />
        </section>
        <ResultPanel />
      </div>
    </div>
  );
}

/** Shows an example for the open database until the reader edits it. */
function useFirstExample(): void {
  const shown = useRef('');
  const first = examples.value[0]?.sql ?? '';
  useEffect(() => {
    if (sql.peek() === shown.current) sql.value = first;
    shown.current = first;
  }, [first]);
}

/** Loads a link's query and runs it once the database is open. */
function useLinkedQuery(): void {
  const ready = opening.value === 'ready';
  const [linked, setLinked] = useState(false);
  useEffect(() => {
    setLinked(takeLink());
    return onLink(() => {
      if (takeLink()) void runLinked();
    });
  }, []);
  useEffect(() => {
    if (ready && linked) {
      setLinked(false);
      void runLinked();
    }
  }, [ready, linked]);
}
