/** The HTTP API in front of the function: one route for all paths, because which there are is the function's to say. */

import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Complete } from './options.ts';

/** What a web page of another origin may send, and see of an answer. */
export const CORS = {
  sends: ['authorization', 'content-type'],
  sees: ['allow', 'retry-after', 'server-timing', 'www-authenticate'],
  days: 1,
};

/** A line for each request: who, what, how long. No token, no SQL: both are in what is not named here. */
const LOGGED = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

/** Makes the API of a scope, with its stage. */
export function queryApi(
  scope: Construct,
  options: Complete,
  target: LambdaFunction,
  logs: LogGroup,
): gateway.HttpStage {
  const integration = new HttpLambdaIntegration('Integration', target);
  const authorizer = jwt(options);
  const api = new gateway.HttpApi(scope, 'Api', {
    description: 'limbda: SQL over HTTP from a SQLite database',
    createDefaultStage: false,
    defaultIntegration: integration,
    ...(authorizer && { defaultAuthorizer: authorizer }),
    ...(authorizer && {
      defaultAuthorizationScopes: [...(options.jwtReadScopes ?? []), ...(options.jwtWriteScopes ?? [])],
    }),
    ...(options.corsOrigins && { corsPreflight: cors(options.corsOrigins) }),
  });
  if (authorizer && options.corsOrigins) {
    // The route for all paths takes a browser's question as well, and asks it for a token, which it has not. With a route
    // of its own the API answers it, by what `corsPreflight` says.
    const open = { authorizer: new gateway.HttpNoneAuthorizer(), authorizationScopes: [] };
    api.addRoutes({ path: '/{proxy+}', methods: [gateway.HttpMethod.OPTIONS], integration, ...open });
  }
  return new gateway.HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: options.stage,
    autoDeploy: true,
    throttle: { rateLimit: options.throttleRate, burstLimit: options.throttleBurst },
    accessLogSettings: {
      destination: new gateway.LogGroupLogDestination(logs),
      format: AccessLogFormat.custom(JSON.stringify(LOGGED)),
    },
  });
}

function jwt({ jwtIssuer, jwtAudience }: Complete): HttpJwtAuthorizer | undefined {
  if (jwtIssuer === undefined || jwtAudience === undefined) return undefined;
  return new HttpJwtAuthorizer('Authorizer', jwtIssuer, { jwtAudience: [...jwtAudience] });
}

function cors(origins: readonly string[]): gateway.CorsPreflightOptions {
  return {
    allowOrigins: [...origins],
    allowMethods: [gateway.CorsHttpMethod.GET, gateway.CorsHttpMethod.POST],
    allowHeaders: CORS.sends,
    exposeHeaders: CORS.sees,
    maxAge: Duration.days(CORS.days),
  };
}
