import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';

/** Lets a function read a secret's value and nothing else; `grantRead` would also allow its metadata. */
export function grantSecretValue({ secretArn }: Secret, grantee: IGrantable): void {
  Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [secretArn] });
}
