/** JSON without a loss: a number that JavaScript would print differently keeps its text. */

/** A number as it was written: an integer above 2^53, or a real such as `1.0`. */
export class Numeral {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  valueOf(): number {
    return Number(this.source);
  }

  toString(): string {
    return this.source;
  }
}

/** What a number must look like for its text to be worth keeping; anything else takes the fast way. */
const SUSPECT = /\d{16}|\.\d*0(?!\d)|\d[eE]|-0(?![.\d])/;

/** Parses JSON; an engine that does not tell a reviver the source text parses it as JavaScript does. */
export function parseExact(text: string): unknown {
  if (!SUSPECT.test(text)) return JSON.parse(text);
  const revive = (_key: string, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && source !== String(value) ? new Numeral(source) : value;
  };
  return JSON.parse(text, revive);
}
