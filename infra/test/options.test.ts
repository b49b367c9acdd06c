import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { complete, OPTIONS, type Options, optionsOf } from '../lib/options.ts';
import { SETTINGS } from '../lib/settings.ts';

const refused = (given: () => unknown, message: string | RegExp) =>
  assert.throws(given, { name: 'OptionError', message }, `expected: ${message}`);

test('texts become values', () => {
  const context = {
    memory: '512',
    architecture: 'x86_64',
    functionUrl: 'true',
    corsOrigins: 'https://a.example, http://localhost:3000',
    logDays: '7',
    LIMBDA_MAX_ROWS: 10,
  };
  assert.deepEqual(optionsOf(context), {
    memory: 512,
    architecture: 'x86_64',
    functionUrl: true,
    corsOrigins: ['https://a.example', 'http://localhost:3000'],
    logDays: 7,
    settings: { LIMBDA_MAX_ROWS: '10' },
  });
});

test("CDK's own context is nobody's option", () => {
  const context = { 'aws:cdk:enable-path-metadata': true, '@aws-cdk/core:target-partitions': ['aws'] };
  assert.deepEqual(optionsOf(context), { settings: {} });
});

test('without any, the defaults hold', () => {
  const { architecture, memory, timeout, stage, functionUrl, reservedConcurrency } = complete({});
  assert.deepEqual(
    { architecture, memory, timeout, stage, functionUrl, reservedConcurrency },
    {
      architecture: 'arm64',
      memory: 1024,
      timeout: 10,
      stage: '$default',
      functionUrl: false,
      reservedConcurrency: undefined,
    },
  );
});

const BAD: [context: Record<string, unknown>, message: string | RegExp][] = [
  [{ memory: '64' }, 'memory=64: expected a whole number from 128 to 10240'],
  [{ memory: '1e3' }, /^memory=1e3: expected a whole number/],
  [{ timeout: '' }, /^timeout=: expected a whole number from 1 to 30/],
  [{ architecture: 'x86' }, 'architecture=x86: expected arm64, x86_64'],
  [{ functionUrl: 'yes' }, 'functionUrl=yes: expected true, false'],
  [{ logDays: '8' }, /^logDays=8: expected 1, 3, 5, 7, 14/],
  [{ corsOrigins: 'example.org' }, /^corsOrigins=example.org: expected `\*` or an origin/],
  [{ corsOrigins: 'https://example.org/page' }, /^corsOrigins=/],
  [{ corsOrigins: ',' }, /^corsOrigins=,/],
  [{ stage: 'a/b' }, /^stage=a\/b: expected letters/],
  [{ jwtIssuer: 'http://issuer.example' }, /^jwtIssuer=.*an https URL/],
  [{ alarmTopic: 'topic' }, 'alarmTopic=topic: expected an ARN'],
  [{ alarmEmail: 'nobody' }, 'alarmEmail=nobody: expected an address'],
  [{ memmory: '512' }, /^memmory is not an option; there are stackName, package, .* settings \(LIMBDA_...\)$/],
  [{ constructor: '1' }, /^constructor is not an option/],
  [{ LIMBDA_MAX_ROW: '1' }, /^LIMBDA_MAX_ROW is not a setting of the function; there are LIMBDA_DATABASE, /],
];

for (const [context, message] of BAD) {
  test(`refused: ${JSON.stringify(context)}`, () => refused(() => optionsOf(context), message));
}

const CONTRADICTIONS: [options: Options, message: RegExp][] = [
  [{ jwtIssuer: 'https://issuer.example' }, /jwtIssuer and jwtAudience go together/],
  [{ jwtAudience: ['limbda'] }, /jwtIssuer and jwtAudience go together/],
  [{ jwtReadScopes: ['read'] }, /need jwtIssuer and jwtAudience/],
  [
    { jwtIssuer: 'https://issuer.example', jwtAudience: ['limbda'], jwtWriteScopes: ['write'] },
    /set LIMBDA_ACCESS=write too/,
  ],
  [{ timeout: 5 }, /^timeout=5: has to be longer than LIMBDA_MAX_TIME_MS \(5000 milliseconds\)/],
  [{ settings: { LIMBDA_MAX_TIME_MS: '20000' } }, /^timeout=10: has to be longer than LIMBDA_MAX_TIME_MS \(20000/],
];

for (const [options, message] of CONTRADICTIONS) {
  test(`contradiction: ${JSON.stringify(options)}`, () => refused(() => complete(options), message));
}

test("the settings are those of the function's source", () => {
  const source = readFileSync(new URL('../../lambda/src/settings.rs', import.meta.url), 'utf8');
  const table = source.slice(source.indexOf('pub const SETTINGS'), source.indexOf('];'));
  assert.deepEqual(
    [...table.matchAll(/"(LIMBDA_\w+)"/g)].map((found) => found[1]),
    SETTINGS,
  );
});

test('README.md lists the options', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = Object.entries(OPTIONS).map(([name, option]) => {
    const standard = 'default' in option ? `\`${option.default}\`` : '';
    return `| \`${name}\` | ${option.takes} | ${standard} | ${option.says} |`;
  });
  const table = readme.slice(readme.indexOf('| option |')).split('\n\n')[0];
  assert.deepEqual(table?.split('\n').slice(2), rows);
});
