/** The open database, the findings about it, and buttons to open another or save it. */

import { useRef } from 'preact/hooks';
import { Icon } from '../ui/icon';
import { formatBytes } from '../ui/measures';
import { database, health, openDemo, openFile } from './database';
import { saveDatabase } from './download';
import { isRunning } from './run';

export function DatabaseCard() {
  const picker = useRef<HTMLInputElement>(null);
  const open = database.value;
  return (
    <section class="card" aria-label="Database">
      <div class="card-title">
        <Icon name="database" />
        <strong class="name" data-testid="database-name">
          {open?.name ?? 'no database'}
        </strong>
        {open && <span class="count">{formatBytes(open.blob.size)}</span>}
      </div>
      {open?.report && <Findings />}
      <div class="card-actions">
        <button type="button" class="button small" onClick={() => picker.current?.click()}>
          <Icon name="upload" /> Open a file
        </button>
        <button
          type="button"
          class="button small"
          disabled={!open || isRunning.value}
          onClick={saveDatabase}
          title={isRunning.value ? 'Available when the query has ended' : 'Save the database with all writes'}
        >
          <Icon name="download" /> Save
        </button>
        {open && !open.isDemo && (
          <button type="button" class="button small" onClick={openDemo}>
            Demo
          </button>
        )}
      </div>
      <input
        ref={picker}
        type="file"
        class="hidden"
        tabIndex={-1}
        aria-label="SQLite file"
        data-testid="file-picker"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void openFile(file);
          currentTarget.value = '';
        }}
      />
      <p class="hint">Or drop a SQLite file anywhere on the page. It never leaves this machine.</p>
      {health.value && (
        <p class="hint engine">
          limbda {health.value.version} on {health.value.engine.name} {health.value.engine.version}
        </p>
      )}
    </section>
  );
}

function Findings() {
  const report = database.value?.report;
  if (!report) return null;
  const count = report.findings.length + report.unreadable.length;
  return (
    <details class="findings" open={count > 0 && count < 4}>
      <summary>
        {report.format} · {count === 0 ? 'no problems found' : `${count} ${count === 1 ? 'finding' : 'findings'}`}
      </summary>
      <ul>
        {report.findings.map(({ severity, text }) => (
          <li key={text}>
            <span class={`tag ${severity}`}>{severity}</span> {text}
          </li>
        ))}
        {report.unreadable.map(({ name, error }) => (
          <li key={name}>
            <span class="tag blocks">unreadable</span> {name}: {error}
          </li>
        ))}
      </ul>
    </details>
  );
}
