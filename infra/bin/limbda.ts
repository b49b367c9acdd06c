/** The app: its options are CDK's context values, its checks those of cdk-nag. `README.md` lists the options. */

import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OPTIONS, OptionError, optionsOf } from '../lib/options.ts';
import { LimbdaStack } from '../lib/stack.ts';

try {
  const app = new App();
  const options = optionsOf(app.node.getAllContext());
  new LimbdaStack(app, options.stackName ?? OPTIONS.stackName.default, options);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof OptionError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
