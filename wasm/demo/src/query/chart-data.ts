/** Chooses what to draw of a result, and how. */

import { isNumeric, numberOf, type Rows, textOf } from '../http/bodies';

export type Mark = 'bar' | 'line' | 'dot';

export interface ChartChoice {
  mark: Mark;
  x: number;
  y: number;
}

export interface Point {
  x: string | number | Date;
  y: number;
}

/** Bars beyond these are too thin to read; points beyond those take too long to draw. */
const MOST: Record<Mark, number> = { bar: 60, line: 5000, dot: 5000 };
const DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** The first numeric column over the first other one; undefined where there is nothing to draw. */
export function chooseChart(result: Rows): ChartChoice | undefined {
  const numeric = numericColumns(result);
  const [first] = numeric;
  if (first === undefined || result.rows.length === 0) return undefined;
  const other = result.columns.findIndex((_, column) => !numeric.includes(column));
  const x = other >= 0 ? other : first;
  const y = numeric.find((column) => column !== x) ?? first;
  const ordered = numeric.includes(x) || isDate(result, x);
  return { mark: ordered && result.rows.length > 24 ? 'line' : 'bar', x, y };
}

export function numericColumns({ columns, rows }: Rows): number[] {
  const isNumbers = (column: number) => {
    const values = rows.slice(0, 100).map((row) => row[column] ?? null);
    return values.some((value) => value !== null) && values.every((value) => value === null || isNumeric(value));
  };
  return columns.map((_, column) => column).filter(isNumbers);
}

export function pointsOf(result: Rows, { mark, x, y }: ChartChoice): { points: Point[]; left: number } {
  const dates = isDate(result, x);
  const points: Point[] = [];
  for (const row of result.rows) {
    const height = numberOf(row[y] ?? null);
    const at = row[x] ?? null;
    if (height === undefined || at === null) continue;
    const place = dates ? new Date(textOf(at)) : (numberOf(at) ?? textOf(at));
    points.push({ x: place, y: height });
  }
  return { points: points.slice(0, MOST[mark]), left: Math.max(0, points.length - MOST[mark]) };
}

function isDate({ rows }: Rows, column: number): boolean {
  const values = rows.slice(0, 50).map((row) => row[column] ?? null);
  return values.length > 0 && values.every((value) => typeof value === 'string' && DATE.test(value));
}
