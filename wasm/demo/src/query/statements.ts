/** Splits a text into statements with the editor's own parser. */

import { SQLite } from '@codemirror/lang-sql';

export interface Statement {
  text: string;
  /** Where it begins in the whole text. */
  from: number;
}

/** A trigger holds statements of its own, which are not the text's. */
const TRIGGER = /\bcreate\s+(temp(orary)?\s+)?trigger\b/i;

export function splitStatements(text: string): Statement[] {
  if (TRIGGER.test(text)) return [{ text, from: 0 }];
  const statements: Statement[] = [];
  const cursor = SQLite.language.parser.parse(text).cursor();
  if (!cursor.firstChild()) return [{ text, from: 0 }];
  do {
    if (cursor.name === 'Statement') statements.push({ text: text.slice(cursor.from, cursor.to), from: cursor.from });
  } while (cursor.nextSibling());
  // One statement goes out as it was written, comments and all: then offsets are those of the editor.
  return statements.length > 1 ? statements : [{ text, from: 0 }];
}

/** Where in a text a byte of its UTF-8 form is. */
export function indexOfByte(text: string, offset: number): number {
  const bytes = new TextEncoder().encode(text).subarray(0, offset);
  return new TextDecoder().decode(bytes).length;
}
