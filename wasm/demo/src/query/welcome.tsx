/** The introduction, in place of the first result. */

import { examples } from './examples';
import { params, runQuery, sql } from './run';

export function Welcome() {
  return (
    <div class="welcome">
      <h2>SQL from a SQLite file, answered in this tab</h2>
      <p>
        The engine that runs on AWS Lambda runs here as WebAssembly; no data leaves this tab. Write a query, or start
        with one of these.
      </p>
      <ul class="examples">
        {examples.value.slice(0, 6).map((example) => (
          <li key={example.title}>
            <button
              type="button"
              onClick={() => {
                sql.value = example.sql;
                params.value = example.params ?? '';
                void runQuery();
              }}
            >
              <strong>{example.title}</strong>
              <code>{example.sql.replace(/\s+/g, ' ')}</code>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
