/** Values that the browser stores between visits. */

const PREFIX = 'limbda.';

/** Reads a stored value; undefined if there is none or it cannot be read. */
export function readStored(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores a value, if the browser allows it. */
export function store(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Private windows and full storage refuse. The page works without stored values.
  }
}
