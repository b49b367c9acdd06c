/** Lambda's responses, formatted for reading and comparing. */

/** The response with indentation and its body as JSON, as far as both are JSON. */
export function readable(response: string): string {
  try {
    const parsed = JSON.parse(response) as { body?: unknown };
    if (typeof parsed.body === 'string') parsed.body = unwrapped(parsed.body);
    return JSON.stringify(parsed, null, 2);
  } catch {
    return response;
  }
}

/** A body that formatting would change, such as one with a long number, stays a string. */
function unwrapped(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && JSON.stringify(parsed) === body ? parsed : body;
  } catch {
    return body;
  }
}

/** The two sides of a difference: formatted, unless formatting hides the difference. */
export function sidesOf(recorded: string, answer: string): { recorded: string; answer: string } {
  const sides = { recorded: readable(recorded), answer: readable(answer) };
  return sides.recorded === sides.answer ? { recorded, answer: `${answer}\n` } : sides;
}

/** The first byte in which two texts or bodies differ. */
export function firstDifference(left: string | Uint8Array, right: string | Uint8Array): number {
  const bytes = (side: string | Uint8Array) => (typeof side === 'string' ? new TextEncoder().encode(side) : side);
  const [one, other] = [bytes(left), bytes(right)];
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? one.length : at;
}
