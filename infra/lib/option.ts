/** Kinds of options: what text each takes, and the value it becomes. */

/** An option of a deployment. */
export interface Option<T> {
  /** What it takes, for the documentation and for errors. */
  readonly takes: string;
  /** What it decides. */
  readonly says: string;
  /** What holds without it; where there is none, what it is about is not made. */
  readonly default?: T;
  /** The value of a text; `undefined` where the text is none of what it takes. */
  readonly parse: (text: string) => T | undefined;
}

/** An option without a default, and one with it. */
type Without<T> = Option<T>;
type With<T> = Option<T> & { readonly default: T };

/** A whole number within bounds. */
export function whole(from: number, to: number, says: string): Without<number>;
export function whole(from: number, to: number, says: string, standard: number): With<number>;
export function whole(from: number, to: number, says: string, standard?: number): Option<number> {
  const parse = (text: string) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return number >= from && number <= to ? number : undefined;
  };
  return withDefault({ takes: `a whole number from ${from} to ${to}`, says, parse }, standard);
}

/** One of a few words, or of a few numbers. */
export function oneOf<T extends string | number>(choices: readonly T[], says: string, standard: T): With<T> {
  const parse = (text: string) => choices.find((choice) => String(choice) === text);
  return { takes: choices.join(', '), says, parse, default: standard };
}

export function flag(says: string): With<boolean> {
  const parse = (text: string) => (text === 'true' ? true : text === 'false' ? false : undefined);
  return { takes: 'true, false', says, parse, default: false };
}

/** Text of a pattern. */
export function text(takes: string, pattern: RegExp, says: string): Without<string>;
export function text(takes: string, pattern: RegExp, says: string, standard: string): With<string>;
export function text(takes: string, pattern: RegExp, says: string, standard?: string): Option<string> {
  return withDefault({ takes, says, parse: (given: string) => (pattern.test(given) ? given : undefined) }, standard);
}

/** Texts of a pattern, with commas between; empty ones do not count. */
export function list(takes: string, pattern: RegExp, says: string): Without<readonly string[]> {
  const parse = (given: string) => {
    const items = given.split(',').map((item) => item.trim());
    const full = items.filter((item) => item !== '');
    return full.length > 0 && full.every((item) => pattern.test(item)) ? full : undefined;
  };
  return { takes: `${takes}; several with commas between`, says, parse };
}

function withDefault<T>(option: Option<T>, standard: T | undefined): Option<T> {
  return standard === undefined ? option : { ...option, default: standard };
}
