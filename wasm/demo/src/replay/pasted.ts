/** Finds the event in pasted text. Logs print events on one line, between other words, or inside a string. */

/** The event with indentation. Text without an event is returned unchanged; the engine reports the error. */
export function eventIn(pasted: string): string {
  const whole = parse(pasted);
  // Keep the line breaks of an event that already has some.
  if (isObject(whole) && pasted.trim().includes('\n')) return pasted;
  if (isObject(whole)) return lines(whole);
  const inString = typeof whole === 'string' ? parse(whole) : undefined;
  if (isObject(inString)) return lines(inString);
  const between = parse(pasted.slice(pasted.indexOf('{'), pasted.lastIndexOf('}') + 1));
  return isObject(between) ? lines(between) : pasted;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lines(event: object): string {
  return JSON.stringify(event, null, 2);
}
