/** Stacks for tests. */

import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Options } from '../lib/options.ts';
import { LimbdaStack } from '../lib/stack.ts';
import { packaged } from './package.ts';

const zip = packaged();

/** A stack of these options, on the package for tests. */
export function stackOf(options: Options = {}): LimbdaStack {
  const app = new App();
  return new LimbdaStack(app, options.stackName ?? 'limbda', { package: zip, ...options });
}

export function templateOf(options: Options = {}): Template {
  return Template.fromStack(stackOf(options));
}

/** A resource's properties, as deep as a test looks. */
// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's types are CloudFormation's
export type Properties = Record<string, any>;

/** The only resource of a type. */
export function only(template: Template, type: string): Properties {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) throw new Error(`${found.length} of ${type}`);
  return (found[0] as { Properties: Properties }).Properties;
}

/** Everything that can be asked for at once. */
export const EVERYTHING: Options = {
  architecture: 'arm64',
  memory: 512,
  timeout: 29,
  reservedConcurrency: 20,
  stage: 'live',
  throttleRate: 5,
  throttleBurst: 10,
  corsOrigins: ['https://example.org', 'http://localhost:4173'],
  jwtIssuer: 'https://issuer.example.org/',
  jwtAudience: ['limbda'],
  jwtReadScopes: ['limbda/read'],
  jwtWriteScopes: ['limbda/write'],
  functionUrl: true,
  logDays: 90,
  keepLogs: true,
  alarmP99Ms: 250,
  alarmEmail: 'someone@example.org',
  alarmTopic: 'arn:aws:sns:eu-central-1:123456789012:alarms',
  settings: { LIMBDA_ACCESS: 'write', LIMBDA_MAX_ROWS: '100' },
};
