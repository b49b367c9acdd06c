/** The function's settings: environment variables, which pass through as they are given. */

export const PREFIX = 'LIMBDA_';

/** Variables by name. */
export type Settings = Readonly<Record<string, string>>;

/** Every variable that the function knows; a test holds the list to its source. */
export const SETTINGS = [
  'LIMBDA_DATABASE',
  'LIMBDA_ACCESS',
  'LIMBDA_TOKENS',
  'LIMBDA_CLAIMS',
  'LIMBDA_DURABILITY',
  'LIMBDA_BASE_PATH',
  'LIMBDA_MAX_TIME_MS',
  'LIMBDA_MAX_ROWS',
  'LIMBDA_MAX_RESPONSE_BYTES',
  'LIMBDA_MAX_BODY_BYTES',
  'LIMBDA_MAX_SQL_BYTES',
  'LIMBDA_MAX_PARAMS',
  'LIMBDA_MAX_STATEMENTS',
  'LIMBDA_MAX_VM_STEPS',
  'LIMBDA_MAX_MEMORY_BYTES',
] as const;

export function isSetting(name: string): boolean {
  return (SETTINGS as readonly string[]).includes(name);
}

export function settingProblem(name: string): string {
  return `${name} is not a setting of the function; there are ${SETTINGS.join(', ')}`;
}

/** The claims that give what: those of the tokens' scopes, and those that are given. */
export function claims(
  given: string | undefined,
  read: readonly string[] = [],
  write: readonly string[] = [],
): Settings {
  const scopes = [...read.map((scope) => `read:${scope}`), ...write.map((scope) => `write:${scope}`)];
  const all = given ? [...scopes, given] : scopes;
  return all.length > 0 ? { LIMBDA_CLAIMS: all.join(',') } : {};
}
