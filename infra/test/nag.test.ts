import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Options } from '../lib/options.ts';
import { EVERYTHING, stackOf } from './stacks.ts';

/** What cdk-nag finds, a line each. */
function findings(stack: Stack): string[] {
  const report = new AwsSolutionsChecks(stack).validateScope(stack);
  return report.violations.map(({ ruleName, description }) => `${ruleName}: ${description}`);
}

const { corsOrigins, ...withoutCors } = EVERYTHING;
const DEPLOYMENTS: Record<string, Options> = {
  'the default': {},
  everything: EVERYTHING,
  'a token, no web pages': withoutCors,
  'web pages, no token': { corsOrigins: corsOrigins ?? [] },
};

for (const [name, options] of Object.entries(DEPLOYMENTS)) {
  test(`cdk-nag finds nothing in ${name}`, () => assert.deepEqual(findings(stackOf(options)), []));
}

test('cdk-nag would find something', () => {
  const stack = stackOf();
  new Bucket(stack, 'Careless');
  assert.match(findings(stack).join('\n'), /AwsSolutions-S1/);
});
