/** The parameters of the query, as JSON: an array by position, an object by name. */

import { computed, signal } from '@preact/signals';
import { params } from './run';

/** Whether to show the field even if there are no parameters. */
export const paramsShown = signal(false);

const problem = computed(() => {
  const text = params.value.trim();
  if (!text) return '';
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? '' : 'expected an array or an object';
  } catch {
    return 'invalid JSON';
  }
});

export function ParamsField() {
  if (!paramsShown.value && !params.value) return null;
  return (
    <label class="params">
      <span>Parameters</span>
      <input
        type="text"
        spellcheck={false}
        autocomplete="off"
        placeholder={'[1, "text"] or {"name": 1}'}
        value={params.value}
        aria-invalid={problem.value !== ''}
        onInput={({ currentTarget }) => {
          paramsShown.value = true;
          params.value = currentTarget.value;
        }}
      />
      {problem.value && <span class="params-problem">{problem.value}</span>}
    </label>
  );
}
