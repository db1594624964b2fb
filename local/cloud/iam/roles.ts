import { CloudError } from '../errors.ts';
import { policy as policyType, role as roleType } from '../resources/iam.ts';
import type { Resource } from '../resources/resource-type.ts';
import type { Stack } from '../template.ts';
import { compilePolicy, type Statement } from './policy.ts';

/** A role of the stack and what its policies say. */
export interface Role {
  arn: string;
  name: string;
  /** All identity policies: inline ones, `AWS::IAM::Policy` resources and AWS managed ones. */
  statements: Statement[];
  /** Who may take the role on. */
  trust: Statement[];
}

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const QUEUE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const TRACES = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];

const DEPLOYMENTS = ['cloudwatch:DescribeAlarms', 'lambda:GetAlias', 'lambda:UpdateAlias', 'sns:Publish'];

/** What the AWS managed policies allow, on any resource. @see the AWS managed policy reference */
const MANAGED_POLICIES: Record<string, string[]> = {
  'service-role/AWSLambdaBasicExecutionRole': LOGS,
  'service-role/AWSCodeDeployRoleForLambdaLimited': DEPLOYMENTS,
  'service-role/AWSLambdaSQSQueueExecutionRole': [...QUEUE, ...LOGS],
  AWSXRayDaemonWriteAccess: TRACES,
};

/**
 * Gathers the roles of a stack with all policies that are attached to them.
 *
 * @throws CloudError for a policy that cannot be evaluated, or an AWS managed policy that is not known here
 */
export function readRoles(stack: Stack): Role[] {
  const attached = stack.all(policyType);
  return stack.all(roleType).map((role) => {
    const { Policies, ManagedPolicyArns, AssumeRolePolicyDocument } = role.properties;
    const inline = Policies.map(({ PolicyName, PolicyDocument }) =>
      compilePolicy(PolicyDocument, 'identity', `${role.logicalId}, policy ${PolicyName}`),
    );
    const resources = attached
      .filter(({ properties }) => properties.Roles.includes(role.ref))
      .map(({ logicalId, properties }) => compilePolicy(properties.PolicyDocument, 'identity', logicalId));
    return {
      arn: role.attributes.Arn ?? '',
      name: role.ref,
      statements: [...inline, ...resources, ...ManagedPolicyArns.map((arn) => managedPolicy(arn, role))].flat(),
      trust: compilePolicy(AssumeRolePolicyDocument, 'trust', `${role.logicalId}, trust policy`),
    };
  });
}

function managedPolicy(arn: string, role: Resource<unknown>): Statement[] {
  const actions = MANAGED_POLICIES[/^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? ''];
  if (actions === undefined) {
    throw new CloudError(`${role.logicalId}: the local cloud does not know the managed policy ${arn}.`);
  }
  return compilePolicy({ Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }, 'identity', arn);
}
