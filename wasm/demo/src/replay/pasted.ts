/** The event in what was pasted: a log puts it on one line, between other words, or in a string. */

/** The event, laid out to be read; a text without one stays as it is, for the engine to say what is wrong with it. */
export function eventIn(pasted: string): string {
  const whole = parse(pasted);
  // An event that has its lines already keeps them: they are somebody's.
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
