/** Lambda's responses laid out to be read and compared. */

/** The response with its body unwrapped, if that is JSON; a text that is not JSON stays as it is. */
export function readable(response: string): string {
  try {
    const parsed = JSON.parse(response) as { body?: unknown };
    if (typeof parsed.body === 'string') parsed.body = unwrapped(parsed.body);
    return JSON.stringify(parsed, null, 2);
  } catch {
    return response;
  }
}

/** JSON that would lose something by being laid out, such as a long number, stays one string. */
function unwrapped(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && JSON.stringify(parsed) === body ? parsed : body;
  } catch {
    return body;
  }
}

/** The two sides of a difference: readable, unless the difference is one that reading hides. */
export function sidesOf(recorded: string, answer: string): { recorded: string; answer: string } {
  const sides = { recorded: readable(recorded), answer: readable(answer) };
  return sides.recorded === sides.answer ? { recorded, answer: `${answer}\n` } : sides;
}

/** The first byte in which two texts differ. */
export function firstDifference(left: string, right: string): number {
  const [one, other] = [left, right].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? one.length : at;
}

/** The body of a response, as the bytes that a client gets. */
export function bodyBytes(response: string): Uint8Array {
  const { body = '', isBase64Encoded = false } = JSON.parse(response) as { body?: string; isBase64Encoded?: boolean };
  if (!isBase64Encoded) return new TextEncoder().encode(body);
  return Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
}

export function statusOf(response: string): number | undefined {
  try {
    return (JSON.parse(response) as { statusCode?: number }).statusCode;
  } catch {
    return undefined;
  }
}
