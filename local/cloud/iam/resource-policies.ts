import { kmsKey } from '../resources/kms.ts';
import { lambdaFunction, permission } from '../resources/lambda.ts';
import { bucket, bucketPolicy } from '../resources/s3.ts';
import { secretPolicy } from '../resources/secrets-manager.ts';
import { queue, queuePolicy } from '../resources/sqs.ts';
import type { Stack } from '../template.ts';
import { compilePolicy, type Statement } from './policy.ts';

/**
 * Gathers the policies that are attached to resources: of queues, of secrets, of buckets, of keys, and the permissions of
 * functions.
 *
 * @returns the ARN of a resource → its statements
 * @throws CloudError for a policy that cannot be evaluated
 */
export function readResourcePolicies(stack: Stack): (resource: string) => Statement[] {
  const policies = [
    ...queuePolicies(stack),
    ...secretPolicies(stack),
    ...bucketPolicies(stack),
    ...keyPolicies(stack),
    ...functionPermissions(stack),
  ];
  // The policy of a bucket is also that of its objects, whose ARNs begin with the bucket's.
  const isOf = (resource: string, arn: string) => resource === arn || resource.startsWith(`${arn}/`);
  return (resource) => policies.filter(({ arn }) => isOf(resource, arn)).flatMap(({ statements }) => statements);
}

interface ResourcePolicy {
  arn: string;
  statements: Statement[];
}

function queuePolicies(stack: Stack): ResourcePolicy[] {
  const arns = new Map(stack.all(queue).map(({ ref, attributes }) => [ref, attributes.Arn ?? '']));
  return stack.all(queuePolicy).flatMap(({ logicalId, properties }) => {
    const statements = compilePolicy(properties.PolicyDocument, 'resource', logicalId);
    return properties.Queues.map((url) => ({ arn: arns.get(url) ?? '', statements }));
  });
}

function secretPolicies(stack: Stack): ResourcePolicy[] {
  return stack.all(secretPolicy).map(({ logicalId, properties }) => ({
    arn: properties.SecretId,
    statements: compilePolicy(properties.ResourcePolicy, 'resource', logicalId),
  }));
}

function bucketPolicies(stack: Stack): ResourcePolicy[] {
  const arns = new Map(stack.all(bucket).map(({ ref, attributes }) => [ref, attributes.Arn ?? '']));
  return stack.all(bucketPolicy).map(({ logicalId, properties }) => ({
    arn: arns.get(properties.Bucket) ?? '',
    statements: compilePolicy(properties.PolicyDocument, 'resource', logicalId),
  }));
}

function keyPolicies(stack: Stack): ResourcePolicy[] {
  return stack.all(kmsKey).map(({ logicalId, attributes, properties }) => ({
    arn: attributes.Arn ?? '',
    statements: compilePolicy(properties.KeyPolicy, 'resource', logicalId),
  }));
}

/** A permission is Lambda's short form of a statement in the function's policy. */
function functionPermissions(stack: Stack): ResourcePolicy[] {
  const functions = stack.all(lambdaFunction);
  return stack.all(permission).map(({ logicalId, properties }) => {
    const { Action, FunctionName, Principal, SourceArn, SourceAccount } = properties;
    const named = functions.find(({ ref }) => ref === FunctionName);
    const arn = named?.attributes.Arn ?? FunctionName;
    const Condition = {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    };
    const principal = Principal.endsWith('.amazonaws.com') ? { Service: Principal } : { AWS: Principal };
    const statement = { Effect: 'Allow', Action, Resource: arn, Principal: principal, Condition };
    return { arn, statements: compilePolicy({ Statement: statement }, 'resource', logicalId) };
  });
}
