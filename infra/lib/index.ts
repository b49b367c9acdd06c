/** limbda for a CDK app of yours. */

export { Limbda } from './limbda.ts';
export { OPTIONS, OptionError, type Options } from './options.ts';
export { LimbdaStack } from './stack.ts';
