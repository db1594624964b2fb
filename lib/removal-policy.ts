import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Config } from './settings.ts';

/**
 * What is kept when it leaves the stack, but not when the deployment that makes it is rolled back: nothing has used it by
 * then, and what it leaves behind would be in the way of the next try (CloudFormation's RetainExceptOnCreate).
 */
export const KEEP_ONCE_DEPLOYED = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** What becomes of that which holds messages, secrets or logs, when it leaves the stack. */
export function removalPolicyOf({ removalPolicy }: Pick<Config, 'removalPolicy'>): RemovalPolicy {
  return removalPolicy === RemovalPolicy.RETAIN ? KEEP_ONCE_DEPLOYED : RemovalPolicy.DESTROY;
}
