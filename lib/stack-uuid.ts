import { Aws, Fn } from 'aws-cdk-lib/core';

/**
 * The random part of the stack's id (`arn:…:stack/<name>/<uuid>`): it never changes while the stack exists, no other
 * stack has it, and nobody outside the account knows it.
 */
export function stackUuid(): string {
  return Fn.select(2, Fn.split('/', Aws.STACK_ID));
}
