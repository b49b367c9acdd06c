/** Keyboard navigation in a grid, following the ARIA pattern. */

export interface Cell {
  row: number;
  column: number;
}

interface Around {
  /** Whether Ctrl or the command key is held: move to the end instead of the next cell. */
  jump: boolean;
  /** The number of rows on a page. */
  page: number;
  rows: number;
  columns: number;
}

/** The cell that a key leads to; undefined for a key that leads nowhere. */
export function cellAfter(key: string, { row, column }: Cell, { jump, page, rows, columns }: Around): Cell | undefined {
  const cells: Record<string, Cell> = {
    ArrowDown: { row: jump ? rows : row + 1, column },
    ArrowUp: { row: jump ? 0 : row - 1, column },
    ArrowRight: { row, column: jump ? columns : column + 1 },
    ArrowLeft: { row, column: jump ? 0 : column - 1 },
    PageDown: { row: row + page, column },
    PageUp: { row: row - page, column },
    Home: { row: jump ? 0 : row, column: 0 },
    End: { row: jump ? rows : row, column: columns },
  };
  const to = cells[key];
  return to && { row: clamp(to.row, rows), column: clamp(to.column, columns) };
}

function clamp(at: number, count: number): number {
  return Math.max(0, Math.min(at, count - 1));
}
