/** The function: the zip, its settings, its logs, and a role that may write those logs and nothing else. */

import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Complete } from './options.ts';
import { databaseIn, packaged } from './package.ts';
import { claims } from './settings.ts';

const ARCHITECTURES = { arm64: lambda.Architecture.ARM_64, x86_64: lambda.Architecture.X86_64 };

/** Makes the function of a scope. */
export function queryFunction(scope: Construct, options: Complete, logGroup: LogGroup): lambda.Function {
  const { architecture, settings, reservedConcurrency } = options;
  const zip = options.package ?? packaged(architecture);
  const database = databaseIn(zip, architecture, settings.LIMBDA_DATABASE);

  // Not the managed policy: it lets a function make log groups and write to any.
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);

  return new lambda.Function(scope, 'Function', {
    description: 'limbda: SQL over HTTP from a SQLite database',
    runtime: lambda.Runtime.PROVIDED_AL2023,
    handler: 'bootstrap',
    code: lambda.Code.fromAsset(zip),
    architecture: ARCHITECTURES[architecture],
    memorySize: options.memory,
    timeout: Duration.seconds(options.timeout),
    environment: {
      ...settings,
      ...claims(settings.LIMBDA_CLAIMS, options.jwtReadScopes, options.jwtWriteScopes),
      LIMBDA_DATABASE: database,
    },
    role,
    logGroup,
    ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
  });
}
