import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';

/** Lets a function read the value of a secret, and nothing else about it, which `grantRead` would. */
export function grantSecretValue({ secretArn }: Secret, grantee: IGrantable): void {
  Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [secretArn] });
}
