/** What stands where the first result will be. */

import { examples } from './examples';
import { params, runQuery, sql } from './run';

export function Welcome() {
  return (
    <div class="welcome">
      <h2>SQL from a SQLite file, answered in this tab</h2>
      <p>
        The engine that runs on AWS Lambda is compiled to WebAssembly and runs here: nothing is sent anywhere. Write a
        query, or begin with one of these.
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
