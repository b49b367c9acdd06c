/** This app's stack: the construct, and its addresses as outputs. */

import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Limbda } from './limbda.ts';
import type { Options } from './options.ts';

export class LimbdaStack extends Stack {
  readonly limbda: Limbda;

  constructor(scope: Construct, id: string, options: Options = {}, props: StackProps = {}) {
    super(scope, id, { description: 'limbda: SQL over HTTP from a SQLite database', ...props });
    this.limbda = new Limbda(this, 'Limbda', options);
    const { queryUrl, functionUrl } = this.limbda;
    new CfnOutput(this, 'QueryUrl', { value: queryUrl, description: 'POST {"sql": "select 1"} here' });
    if (functionUrl) new CfnOutput(this, 'FunctionUrl', { value: functionUrl, description: 'the same, signed (IAM)' });
    if (options.jwtIssuer === undefined) {
      Validations.of(this.limbda).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Reading is open unless the deployment says otherwise: by jwtIssuer an authorizer is set, by LIMBDA_TOKENS the function asks for a token itself. Writing needs either.',
      });
    } else if (options.corsOrigins) {
      Validations.of(this.limbda).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: "A browser's preflight brings no token; the route for it is answered by the API and asks for none.",
      });
    }
  }
}
