/** The progress of downloads. */

import { type Progress, progress } from '../engine/download';
import { formatBytes } from '../ui/measures';

export function Loading() {
  const module = progress.module.value;
  const database = progress.database.value;
  return (
    <div class="loading" role="status" aria-label="Loading">
      {module && <Part name="engine" progress={module} />}
      {database && <Part name="database" progress={database} />}
      {!module && !database && (
        <div class="loading-part opening">
          <span class="spinner" /> Opening the database
        </div>
      )}
    </div>
  );
}

function Part({ name, progress: { received, total } }: { name: string; progress: Progress }) {
  return (
    <div class="loading-part">
      <span>{name}</span>
      <progress aria-label={name} max={total} value={received} />
      <span class="count">
        {formatBytes(received)} of {formatBytes(total)}
      </span>
    </div>
  );
}
