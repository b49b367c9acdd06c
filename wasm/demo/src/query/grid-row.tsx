/** One row of a result. Each cell shows the type of its value. */

import type { VirtualItem } from '@tanstack/virtual-core';
import { Component } from 'preact';
import { isBlob, isNumeric, type Value } from '../http/bodies';
import { shownText } from './column-widths';
import type { Cell } from './grid-keys';

/** The most characters in a cell; no column is wider. */
const CELL_CHARACTERS = 200;

interface Props {
  /** Prefix of the cells' ids. */
  id: string;
  row: number;
  values: Value[];
  start: number;
  height: number;
  width: number;
  gutter: number;
  /** The width of the columns before the first one that is rendered. */
  before: number;
  /** The columns to render. */
  across: VirtualItem[];
  /** The active column; -1 in every other row. */
  active: number;
  choose(cell: Cell): void;
}

/** Renders only if a property changed; scrolling alone changes none. */
export class GridRow extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const names = Object.keys(next) as (keyof Props)[];
    return names.some((name) => next[name] !== this.props[name]);
  }

  override render({ id, row, values, start, height, width, gutter, before, across, active, choose }: Props) {
    return (
      <div
        role="row"
        aria-rowindex={row + 2}
        class={`grid-row ${row % 2 ? 'odd' : ''}`}
        style={{ transform: `translateY(${px(start)})`, height: px(height), width: px(width) }}
      >
        <span class="gutter" style={{ width: px(gutter) }} aria-hidden="true">
          {row + 1}
        </span>
        <span style={{ width: px(before), flex: 'none' }} />
        {across.map(({ index: column, size }) => {
          const value = values[column] ?? null;
          return (
            <span
              key={column}
              id={`${id}-${row}-${column}`}
              role="gridcell"
              aria-colindex={column + 1}
              aria-selected={column === active}
              class={`cell ${kindOf(value)}`}
              style={{ width: px(size) }}
              onClick={() => choose({ row, column })}
            >
              {shownText(value).slice(0, CELL_CHARACTERS)}
            </span>
          );
        })}
      </div>
    );
  }
}

export function kindOf(value: Value): string {
  if (value === null) return 'null';
  if (isBlob(value)) return 'blob';
  return isNumeric(value) ? 'number' : 'text';
}

/** A length with its unit, as styles require. */
export function px(length: number): string {
  return `${length}px`;
}
