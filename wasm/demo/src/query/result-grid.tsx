/**
 * A result as a grid of any number of rows, with keyboard navigation and copying of cells.
 *
 * Only visible rows are rendered, which a `table` element does not allow. The grid has the focus and names its active cell.
 */

import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Rows, textOf } from '../http/bodies';
import { CopyButton, copy } from '../ui/clipboard';
import { formatCount } from '../ui/measures';
import { useVirtualizer } from '../ui/use-virtualizer';
import { numericColumns } from './chart-data';
import { columnWidths } from './column-widths';
import { type Cell, cellAfter } from './grid-keys';
import { GridRow, kindOf, px } from './grid-row';

const ROW_PX = 27;

export function ResultGrid({ result }: { result: Rows }) {
  const { columns, rows } = result;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
  const [character, setCharacter] = useState(7.6);
  const gutter = Math.ceil(String(rows.length).length * character) + 22;
  const numeric = useMemo(() => new Set(numericColumns(result)), [result]);
  const widths = useMemo(() => columnWidths(result, character), [result, character]);

  useLayoutEffect(() => {
    if (scroller.current) setCharacter(characterWidth(scroller.current));
  }, []);
  // A new result starts at its first cell.
  useEffect(() => {
    setActive({ row: 0, column: 0 });
    scroller.current?.scrollTo(0, 0);
  }, [result]);

  const vertical = useVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    getScrollElement: () => scroller.current,
    overscan: 12,
    scrollPaddingStart: ROW_PX,
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: columns.length,
    estimateSize: (at) => widths[at] ?? 0,
    getScrollElement: () => scroller.current,
    overscan: 3,
    paddingStart: gutter,
    scrollPaddingStart: gutter,
  });
  // Measure again when the widths change.
  useLayoutEffect(() => horizontal.measure(), [widths]);

  const across = horizontal.getVirtualItems();
  const before = (across[0]?.start ?? gutter) - gutter;
  const width = horizontal.getTotalSize();
  const value = rows[active.row]?.[active.column] ?? null;

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const jump = event.ctrlKey || event.metaKey;
    if (jump && event.key === 'c' && !getSelection()?.toString()) {
      event.preventDefault();
      void copy(textOf(value), 'cell');
      return;
    }
    const cell = cellAfter(event.key, active, { jump, page, rows: rows.length, columns: columns.length });
    if (!cell) return;
    event.preventDefault();
    setActive(cell);
    vertical.scrollToIndex(cell.row);
    horizontal.scrollToIndex(cell.column);
  };

  return (
    <div class="result">
      <div
        class="grid"
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label="Result"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={rows.length > 0 ? `${id}-${active.row}-${active.column}` : ''}
        onKeyDown={onKeyDown}
      >
        <div class="grid-head" role="row" aria-rowindex={1} style={{ width: px(width), height: px(ROW_PX) }}>
          <span class="gutter" style={{ width: px(gutter) }} />
          <span style={{ width: px(before), flex: 'none' }} />
          {across.map(({ index, size }) => (
            <span
              key={index}
              role="columnheader"
              aria-colindex={index + 1}
              class={`cell ${numeric.has(index) ? 'number' : ''}`}
              style={{ width: px(size) }}
              title={columns[index] ?? ''}
            >
              {columns[index]}
            </span>
          ))}
        </div>
        <div class="grid-body" role="rowgroup" style={{ width: px(width), height: px(vertical.getTotalSize()) }}>
          {vertical.getVirtualItems().map(({ index: row, start }) => (
            <GridRow
              key={row}
              id={id}
              row={row}
              values={rows[row] ?? []}
              start={start}
              height={ROW_PX}
              width={width}
              gutter={gutter}
              before={before}
              across={across}
              active={row === active.row ? active.column : -1}
              choose={setActive}
            />
          ))}
        </div>
      </div>
      {rows.length > 0 && (
        <div class="inspector">
          <span class="inspector-place">
            row {formatCount(active.row + 1)} · {columns[active.column]}
          </span>
          <pre class={kindOf(value)}>{value === null ? 'NULL' : textOf(value)}</pre>
          <CopyButton what="cell" text={() => textOf(value)} />
        </div>
      )}
    </div>
  );
}

/** The width of a digit in the grid's font. */
function characterWidth(parent: HTMLElement): number {
  const probe = document.createElement('span');
  probe.textContent = '0'.repeat(20);
  parent.append(probe);
  const width = probe.getBoundingClientRect().width / 20;
  probe.remove();
  return width || 7.6;
}
