/** What a deployment decides, as a table: CDK's context values (`-c NAME=VALUE`), and the properties of the construct. */

import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { flag, list, type Option, oneOf, text, whole } from './option.ts';
import type { Architecture } from './package.ts';
import { isSetting, PREFIX, type Settings, settingProblem } from './settings.ts';

/** The days for which CloudWatch keeps logs; it takes no others. */
const DAYS = Object.values(RetentionDays).filter((days): days is RetentionDays => Number(days) < 9999);

/** In the order of the documentation. */
export const OPTIONS = {
  stackName: text('letters, digits, hyphens', /^[A-Za-z][A-Za-z0-9-]{0,127}$/, "the stack's name", 'limbda'),
  package: text('a path', /./, 'the zip; without it `target/package/function-ARCHITECTURE.zip`'),
  architecture: oneOf<Architecture>(
    ['arm64', 'x86_64'],
    'what the binary in the zip is built for; arm64 costs less',
    'arm64',
  ),
  memory: whole(128, 10240, 'megabytes of the function; with them comes its share of a processor', 1024),
  timeout: whole(1, 30, 'seconds until Lambda ends a request; an HTTP API waits 30', 10),
  reservedConcurrency: whole(0, 100_000, 'as many at once and no more; 0 switches the function off'),
  stage: text(
    'letters, digits, hyphens, underscores',
    /^(\$default|[\w-]{1,128})$/,
    "the stage's name, which the path begins with, unless it is `$default`",
    '$default',
  ),
  throttleRate: whole(1, 10_000, 'requests a second, over time, before the API answers 429', 50),
  throttleBurst: whole(1, 5_000, 'requests at once before the API answers 429', 100),
  corsOrigins: list(
    '`*` or an origin such as `https://example.org`',
    /^(\*|https?:\/\/[^/\s]+)$/,
    'whose web pages may ask',
  ),
  jwtIssuer: text('an https URL', /^https:\/\/\S+$/, 'who signs the JSON Web Tokens that every request then needs'),
  jwtAudience: list('a name', /^\S+$/, 'for whom the tokens have to be'),
  jwtReadScopes: list('a scope', /^[^\s:]\S*$/, 'a token with one of these may read'),
  jwtWriteScopes: list('a scope', /^[^\s:]\S*$/, 'a token with one of these may write; needs `LIMBDA_ACCESS=write`'),
  functionUrl: flag("a Function URL besides, for callers who sign with AWS's keys (IAM)"),
  logDays: oneOf(DAYS, 'days for which logs are kept', RetentionDays.TWO_WEEKS),
  keepLogs: flag('whether the logs stay when the stack is destroyed'),
  alarmP99Ms: whole(
    1,
    30_000,
    'milliseconds; slower than this for one in a hundred, for 15 minutes, is an alarm',
    1000,
  ),
  alarmEmail: text('an address', /^\S+@\S+$/, 'whom alarms tell: AWS writes to the address, which has to confirm'),
  alarmTopic: text('an ARN', /^arn:[\w-]+:sns:[^:]+:\d{12}:[^:]+$/, 'an SNS topic of yours that alarms tell'),
} as const satisfies Record<string, Option<string | number | boolean | readonly string[]>>;

type Table = typeof OPTIONS;
type Name = keyof Table;
type Value<N extends Name> = NonNullable<ReturnType<Table[N]['parse']>>;
/** The options that have a value whatever is given. */
type Standard = { [N in Name]: Table[N] extends { default: unknown } ? N : never }[Name];

/** What is given; each may be left out. `settings` are the function's variables, such as `{ LIMBDA_MAX_ROWS: '100' }`. */
export type Options = { readonly [N in Name]?: Value<N> } & { readonly settings?: Settings };
/** What holds, with the defaults. */
export type Complete = Options & { readonly [N in Standard]: Value<N> } & { readonly settings: Settings };

/** Something is given that cannot be deployed; the text says what and what may be. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** The options and the settings among the context values; what is CDK's own has a colon, a slash or an @ in its name. */
export function optionsOf(context: Readonly<Record<string, unknown>>): Options {
  const settings: Record<string, string> = {};
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(context)) {
    if (/[:/@]/.test(name)) continue;
    if (isSetting(name)) settings[name] = String(value);
    else options[name] = parse(name, String(value));
  }
  return { ...options, settings };
}

function parse(name: string, given: string): unknown {
  if (name.startsWith(PREFIX)) throw new OptionError(settingProblem(name));
  if (!Object.hasOwn(OPTIONS, name)) {
    const names = Object.keys(OPTIONS).join(', ');
    throw new OptionError(`${name} is not an option; there are ${names}, and the function's settings (${PREFIX}...)`);
  }
  const option = OPTIONS[name as Name];
  const value = option.parse(given);
  if (value === undefined) throw new OptionError(`${name}=${given}: expected ${option.takes}`);
  return value;
}

/** With the defaults; refuses what contradicts itself. */
export function complete(given: Options): Complete {
  const defaults = Object.entries(OPTIONS).flatMap(([name, option]) =>
    'default' in option ? [[name, option.default]] : [],
  );
  const options = { settings: {}, ...Object.fromEntries(defaults), ...given } as Complete;
  for (const text of contradictions(options)) throw new OptionError(text);
  return options;
}

function* contradictions(options: Complete): Generator<string> {
  const { jwtIssuer, jwtAudience, jwtReadScopes, jwtWriteScopes, settings, timeout } = options;
  if ((jwtIssuer === undefined) !== (jwtAudience === undefined)) yield 'jwtIssuer and jwtAudience go together';
  if (jwtIssuer === undefined && (jwtReadScopes || jwtWriteScopes)) {
    yield 'jwtReadScopes and jwtWriteScopes need jwtIssuer and jwtAudience: who signs the tokens, and for whom';
  }
  if (jwtWriteScopes && settings.LIMBDA_ACCESS !== 'write') {
    yield 'jwtWriteScopes gives nothing while the function only reads: set LIMBDA_ACCESS=write too';
  }
  const limit = Number(settings.LIMBDA_MAX_TIME_MS ?? 5000);
  if (timeout * 1000 <= limit) {
    yield `timeout=${timeout}: has to be longer than LIMBDA_MAX_TIME_MS (${limit} milliseconds), or Lambda ends the function before it can answer`;
  }
}
