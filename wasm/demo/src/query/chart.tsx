/** A quick chart of a result. The plotting library is loaded with the first chart. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Rows } from '../http/bodies';
import { formatCount } from '../ui/measures';
import { type ChartChoice, chooseChart, type Mark, numericColumns, pointsOf } from './chart-data';

const MARKS: readonly Mark[] = ['bar', 'line', 'dot'];

export function Chart({ result }: { result: Rows }) {
  const best = useMemo(() => chooseChart(result), [result]);
  const [chosen, setChosen] = useState<{ result: Rows; choice: ChartChoice } | undefined>(undefined);
  const choice = chosen?.result === result ? chosen.choice : best;
  if (!choice) return <p class="empty">No column of this result contains numbers, so there is nothing to draw.</p>;
  const change = (part: Partial<ChartChoice>) => setChosen({ result, choice: { ...choice, ...part } });
  const numeric = numericColumns(result);
  const all = result.columns.map((_, column) => column);
  return (
    <div class="chart">
      <div class="chart-controls">
        <Choice
          label="Mark"
          value={choice.mark}
          options={MARKS}
          name={(mark) => mark}
          choose={(mark) => change({ mark })}
        />
        <Choice
          label="X"
          value={choice.x}
          options={all}
          name={(at) => result.columns[at] ?? ''}
          choose={(x) => change({ x })}
        />
        <Choice
          label="Y"
          value={choice.y}
          options={numeric}
          name={(at) => result.columns[at] ?? ''}
          choose={(y) => change({ y })}
        />
      </div>
      <Drawing result={result} choice={choice} />
    </div>
  );
}

interface ChoiceProps<T> {
  label: string;
  value: T;
  options: readonly T[];
  name(option: T): string;
  choose(option: T): void;
}

function Choice<T extends string | number>({ label, value, options, name, choose }: ChoiceProps<T>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select
        value={options.indexOf(value)}
        onChange={({ currentTarget }) => {
          const option = options[Number(currentTarget.value)];
          if (option !== undefined) choose(option);
        }}
      >
        {options.map((option, at) => (
          <option key={option} value={at}>
            {name(option)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Drawing({ result, choice }: { result: Rows; choice: ChartChoice }) {
  const figure = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  const [failed, setFailed] = useState(false);
  const { points, left } = useMemo(() => pointsOf(result, choice), [result, choice]);

  useEffect(() => {
    if (!figure.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(figure.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    let wanted = true;
    void import('./plot')
      .then(({ draw }) => {
        if (!wanted || width === 0) return;
        const labels = { x: result.columns[choice.x] ?? '', y: result.columns[choice.y] ?? '' };
        figure.current?.replaceChildren(draw(points, choice.mark, labels, width));
      })
      .catch(() => setFailed(true));
    return () => {
      wanted = false;
    };
  }, [points, choice, width, result]);

  return (
    <>
      {failed && <p class="empty">Cannot load the code for charts. Reload the page when you are online.</p>}
      <figure class="drawing" ref={figure} aria-label={`${result.columns[choice.y]} by ${result.columns[choice.x]}`} />
      {left > 0 && (
        <p class="hint">
          The first {formatCount(points.length)} of {formatCount(points.length + left)} points.
        </p>
      )}
    </>
  );
}
