/** What the page keeps in the browser between visits. */

const PREFIX = 'limbda.';

/** Reads a kept value; what was never kept, or cannot be read, is undefined. */
export function readStored(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a value; where the browser refuses, the page goes on without. */
export function store(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Private windows and full storage refuse: nothing that is kept is needed.
  }
}
