/** Locates an error in the editor's text, to underline it. */

import type { Problem } from '../http/bodies';
import { indexOfByte, splitStatements } from './statements';

/** A part of the editor's text. */
export interface Place {
  from: number;
  to: number;
}

/** Matches the engine's errors about unknown names, which have no offset. */
const UNKNOWN_NAME = /no such (?:table|column|function|index|view): ["'`[]?(?:\w+\.)?([^\s"'`\]()]+)/i;
const WORD = /^(?:[\w$]+|"[^"]*"|'[^']*'|`[^`]*`|\[[^\]]*\]|\S)/;

/** The place of an error in a text that begins at `from`, if it can be determined. */
export function placeOf(problem: Problem, text: string, from: number): Place | undefined {
  const statement = splitStatements(text)[problem.statement ?? 0];
  if (!statement) return undefined;
  const base = from + statement.from;
  if (problem.offset !== undefined) {
    const at = Math.min(indexOfByte(statement.text, problem.offset), statement.text.length);
    const length = WORD.exec(statement.text.slice(at))?.[0].length ?? 0;
    // An error at the end of the text marks the last character.
    return length > 0
      ? { from: base + at, to: base + at + length }
      : { from: Math.max(base, base + at - 1), to: base + at };
  }
  const name = UNKNOWN_NAME.exec(problem.message)?.[1];
  if (!name) return undefined;
  const found = new RegExp(`(?<![\\w$])${name.replace(/\W/g, '\\$&')}(?![\\w$])`, 'i');
  const at = found.exec(statement.text)?.index;
  return at === undefined ? undefined : { from: base + at, to: base + at + name.length };
}
