/** Lossless JSON: a number that JavaScript would print differently keeps its text. */

/** A number with its original text: an integer above 2^53, or a real such as `1.0`. */
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

/** Matches text that may contain such a number. All other text is parsed by `JSON.parse` alone. */
const SUSPECT = /\d{16}|\.\d*0(?!\d)|\d[eE]|-0(?![.\d])/;

/** Parses JSON. Browsers that do not pass the source text to a reviver fall back to ordinary numbers. */
export function parseExact(text: string): unknown {
  if (!SUSPECT.test(text)) return JSON.parse(text);
  const revive = (_key: string, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && source !== String(value) ? new Numeral(source) : value;
  };
  return JSON.parse(text, revive);
}
