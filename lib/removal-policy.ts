import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Config } from './settings.ts';

/**
 * Keeps a resource that leaves the stack, but not when the deployment that creates it is rolled back: nothing has used
 * it by then, and it would block the next attempt (CloudFormation's RetainExceptOnCreate).
 */
export const KEEP_ONCE_DEPLOYED = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** The policy of resources that hold messages, secrets or logs. */
export function removalPolicyOf({ removalPolicy }: Pick<Config, 'removalPolicy'>): RemovalPolicy {
  return removalPolicy === 'retain' ? KEEP_ONCE_DEPLOYED : RemovalPolicy.DESTROY;
}
