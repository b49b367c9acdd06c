/** The list of cases: the reader's own, then the fixtures by group, each with its result. */

import { computed, signal } from '@preact/signals';
import { Icon } from '../ui/icon';
import { formatTime } from '../ui/measures';
import { type Case, choose, chosenName, fixtures, isEdited, loadFailed, ownCases } from './cases';
import { replayStates } from './replay';

type Shown = 'all' | 'failed';

const filter = signal('');
export const shown = signal<Shown>('all');

const groups = computed(() => {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = ({ name, event }: Case) => {
    const text = `${name} ${event}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const failed = ({ name }: Case) => {
    const outcome = replayStates.value.get(name);
    return outcome?.state === 'failed' || (outcome?.state === 'done' && outcome.verdict === 'different');
  };
  const visible = fixtures.value.filter((one) => matches(one) && (shown.value === 'all' || failed(one)));
  const grouped = new Map<string, Case[]>();
  for (const one of visible) {
    const group = groupOf(one.name);
    grouped.set(group, [...(grouped.get(group) ?? []), one]);
  }
  return grouped;
});

/** The group of a fixture: its trigger, or the first word of its name. */
function groupOf(name: string): string {
  return /^(http-api|rest-api|load-balancer|function-url)/.exec(name)?.[0] ?? name.split('-')[0] ?? name;
}

export function CaseList() {
  const count = [...groups.value.values()].reduce((sum, cases) => sum + cases.length, 0);
  return (
    <div class="case-list">
      <div class="filter">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Filter the fixtures by name or content"
          placeholder={`Filter ${fixtures.value.length} fixtures`}
          value={filter.value}
          onInput={({ currentTarget }) => {
            filter.value = currentTarget.value;
          }}
        />
      </div>
      {loadFailed.value && <p class="strip warning">{loadFailed.value}</p>}
      <nav class="cases" aria-label="Events" data-count={count}>
        {ownCases.value.length > 0 && <Group name="yours" cases={ownCases.value} />}
        {[...groups.value].map(([name, cases]) => (
          <Group key={name} name={name} cases={cases} />
        ))}
        {fixtures.value.length > 0 && count === 0 && <p class="empty">No fixture matches.</p>}
      </nav>
    </div>
  );
}

function Group({ name, cases }: { name: string; cases: Case[] }) {
  return (
    <section>
      <h2>
        {name} <span class="count">{cases.length}</span>
      </h2>
      <ul>
        {cases.map((one) => (
          <Item key={one.name} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Item({ one }: { one: Case }) {
  const current = one.name === chosenName.value;
  return (
    <li>
      <button
        type="button"
        class="case"
        aria-current={current ? 'true' : undefined}
        data-case={one.name}
        onClick={() => choose(one.name)}
      >
        <Mark name={one.name} />
        <span class="name">{one.name}</span>
        {isEdited(one) && <span class="tag">edited</span>}
        <Time name={one.name} />
      </button>
    </li>
  );
}

/** Pass or fail, shown by shape and by text as well as by colour. */
function Mark({ name }: { name: string }) {
  const outcome = replayStates.value.get(name);
  if (!outcome) return <span class="mark none" />;
  if (outcome.state === 'running') return <span class="mark spinner" role="img" aria-label="running" />;
  const verdict = outcome.state === 'failed' ? 'different' : outcome.verdict;
  const label = { same: 'identical', different: 'different', unknown: 'no recording' }[verdict];
  return (
    <span class={`mark ${verdict}`} role="img" aria-label={label} data-verdict={verdict}>
      {verdict !== 'unknown' && <Icon name={verdict === 'same' ? 'check' : 'cross'} />}
    </span>
  );
}

function Time({ name }: { name: string }) {
  const outcome = replayStates.value.get(name);
  return outcome?.state === 'done' ? <span class="count">{formatTime(outcome.milliseconds)}</span> : null;
}
