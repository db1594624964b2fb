import { Aws } from 'aws-cdk-lib/core';

/** Where Secrets Manager answers in the stack's region, whose partition may have another suffix than `amazonaws.com`. */
export function secretsManagerUrl(): string {
  return `https://secretsmanager.${Aws.REGION}.${Aws.URL_SUFFIX}`;
}
