/** The schema browser: tables and views, each with its columns, keys and indexes. */

import { useState } from 'preact/hooks';
import type { Column, Table, View } from '../http/bodies';
import { Icon } from '../ui/icon';
import { formatCount } from '../ui/measures';
import { schema } from './database';
import { quoteName } from './names';
import { runQuery, selected, sql } from './run';
import { insertIntoEditor } from './sql-editor';

export function SchemaTree() {
  if (!schema.value) return <p class="hint">Reading the schema …</p>;
  const { tables, views } = schema.value;
  if (tables.length + views.length === 0) {
    return <p class="hint">No tables yet. Try: create table note (id integer primary key, text text)</p>;
  }
  return (
    <div class="schema">
      <Group title="Tables" count={tables.length}>
        {tables.map((table) => (
          <Relation key={table.name} relation={table} table={table} />
        ))}
      </Group>
      {views.length > 0 && (
        <Group title="Views" count={views.length}>
          {views.map((view) => (
            <Relation key={view.name} relation={view} />
          ))}
        </Group>
      )}
    </div>
  );
}

function Group({ title, count, children }: { title: string; count: number; children: preact.ComponentChildren }) {
  return (
    <section>
      <h2>
        {title} <span class="count">{count}</span>
      </h2>
      <ul>{children}</ul>
    </section>
  );
}

function Relation({ relation, table }: { relation: Table | View; table?: Table }) {
  const [open, setOpen] = useState(false);
  const { name } = relation;
  const preview = () => {
    sql.value = `select * from ${quoteName(name)} limit 200`;
    selected.value = { from: 0, to: 0 };
    void runQuery();
  };
  return (
    <li>
      <div class="relation">
        <button type="button" class="relation-name" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="chevron" />
          <Icon name={table ? 'table' : 'view'} />
          <span class="name">{name}</span>
          {typeof table?.rows === 'number' && <span class="count">{formatCount(table.rows)}</span>}
        </button>
        <button type="button" class="preview" title={`Show rows of ${name}`} onClick={preview}>
          Preview
        </button>
      </div>
      {open && (
        <ul class="columns">
          {relation.columns.map((column) => (
            <ColumnItem key={column.name} column={column} table={table} />
          ))}
          {table?.indexes
            .filter((index) => !index.name.startsWith('sqlite_autoindex'))
            .map((index) => (
              <li key={index.name} class="index" title={index.name}>
                <span class="tag">{index.unique ? 'unique' : 'index'}</span>
                <span class="name">{index.columns.map((column) => column ?? '(expression)').join(', ')}</span>
              </li>
            ))}
        </ul>
      )}
    </li>
  );
}

function ColumnItem({ column, table }: { column: Column; table: Table | undefined }) {
  const key = table?.foreign_keys.find(({ columns }) => columns.includes(column.name));
  const reference = key && `references ${key.table}`;
  const facts = [
    column.type || 'any type',
    column.not_null && 'not null',
    column.default !== null && `default ${column.default}`,
    column.primary_key > 0 && 'primary key',
    reference,
  ];
  return (
    <li>
      <button
        type="button"
        class="column"
        title={`${facts.filter(Boolean).join(', ')}; click to insert`}
        onClick={() => insertIntoEditor(quoteName(column.name))}
      >
        <span class={`name ${column.primary_key > 0 ? 'primary' : ''}`}>{column.name}</span>
        {column.primary_key > 0 && <Icon name="key" />}
        {key && <span class="reference">→ {key.table}</span>}
        <span class="type">{column.type.toLowerCase()}</span>
      </button>
    </li>
  );
}
