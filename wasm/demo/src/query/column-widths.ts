/** The widths of a result's columns, from their contents. */

import { blobBytes, isBlob, type Rows, textOf, type Value } from '../http/bodies';

/** The rows to measure: enough for a good estimate, few enough to be fast. */
const SAMPLE = 300;
const NARROWEST = 5;
const WIDEST = 44;
const PADDING_PX = 21;

/** The text of a cell, on one line. */
export function shownText(value: Value): string {
  if (value === null) return 'NULL';
  if (isBlob(value)) return `blob ${blobBytes(value)} B`;
  return textOf(value).replace(/\r?\n/g, '↵');
}

/** Widths in pixels, for a character as wide as `character`. */
export function columnWidths({ columns, rows }: Rows, character: number): number[] {
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  return columns.map((name, column) => {
    let longest = name.length + 1;
    for (let at = 0; at < rows.length; at += step) {
      longest = Math.max(longest, Math.min(shownText(rows[at]?.[column] ?? null).length, WIDEST));
    }
    const characters = Math.min(Math.max(longest, NARROWEST), WIDEST);
    return Math.ceil(characters * character) + PADDING_PX;
  });
}
