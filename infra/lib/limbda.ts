/** The construct: an endpoint that answers SQL, for a stack of yours or for this app's. */

import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { alarms } from './alarms.ts';
import { CORS, queryApi } from './api.ts';
import { queryFunction } from './function.ts';
import { type Complete, complete, type Options } from './options.ts';

/** The function, the API in front of it, their logs and alarms. */
export class Limbda extends Construct {
  readonly function: lambda.Function;
  readonly stage: HttpStage;
  /** Where queries are posted to. */
  readonly queryUrl: string;
  /** The Function URL's address for them, if there is one. */
  readonly functionUrl: string | undefined;

  constructor(scope: Construct, id: string, given: Options = {}) {
    super(scope, id);
    const options = complete(given);
    this.function = queryFunction(this, options, this.#logs('FunctionLogs', options));
    this.stage = queryApi(this, options, this.function, this.#logs('ApiLogs', options));
    alarms(this, options, this.function, this.stage);
    // A stage without a name has a URL with a slash at its end, one with a name has not.
    this.queryUrl = `${this.stage.url}${options.stage === '$default' ? '' : '/'}query`;
    this.functionUrl = options.functionUrl ? `${this.#functionUrl(options).url}query` : undefined;
  }

  #logs(id: string, { logDays, keepLogs }: Complete): LogGroup {
    const removalPolicy = keepLogs ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    return new LogGroup(this, id, { retention: logDays, removalPolicy });
  }

  #functionUrl({ corsOrigins }: Complete): lambda.FunctionUrl {
    const cors = {
      allowedOrigins: [...(corsOrigins ?? [])],
      allowedMethods: [lambda.HttpMethod.GET, lambda.HttpMethod.POST],
      allowedHeaders: CORS.sends,
      exposedHeaders: CORS.sees,
      maxAge: Duration.days(CORS.days),
    };
    const authType = lambda.FunctionUrlAuthType.AWS_IAM;
    return this.function.addFunctionUrl({ authType, ...(corsOrigins && { cors }) });
  }
}
