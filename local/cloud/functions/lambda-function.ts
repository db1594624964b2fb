import type { Assembly } from '../assembly.ts';
import { CloudError } from '../errors.ts';
import { decide } from '../iam/decide.ts';
import type { Role } from '../iam/roles.ts';
import { lambdaFunction } from '../resources/lambda.ts';
import type { ResourceOf } from '../resources/resource-type.ts';
import type { Stack } from '../template.ts';

/** A Lambda function of the stack, ready to run. */
export interface LambdaFunction {
  /** The logical id in the template. */
  id: string;
  name: string;
  arn: string;
  /** The folder with the code: another one as soon as the code is replaced. */
  codePath: string;
  /** Such as `index.handler`. */
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memoryMb: number;
  reservedConcurrency?: number;
  variables: Record<string, string>;
  logging: { group: string; format: 'Text' | 'JSON'; level?: string };
  role: Role;
  /** What the template's author noted on it. */
  metadata: Readonly<Record<string, unknown>>;
}

/**
 * Gathers the functions of a stack.
 *
 * @param overrides values that replace variables which functions declare
 * @throws CloudError for a role that is not in the stack or does not trust Lambda, code that is not in the assembly, or
 *   an override that no function declares
 */
export function readFunctions(
  stack: Stack,
  roles: Role[],
  assembly: Assembly,
  overrides: Record<string, string> = {},
  values: Record<string, string> = {},
): LambdaFunction[] {
  const functions = stack.all(lambdaFunction).map((resource) => {
    const { properties } = resource;
    const { LogGroup, LogFormat = 'Text', ApplicationLogLevel } = properties.LoggingConfig ?? {};
    return {
      id: resource.logicalId,
      name: resource.ref,
      arn: resource.attributes.Arn ?? '',
      codePath: assembly.assetPath(properties.Code.S3Key),
      handler: properties.Handler,
      runtime: properties.Runtime,
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      ...(properties.ReservedConcurrentExecutions !== undefined && {
        reservedConcurrency: properties.ReservedConcurrentExecutions,
      }),
      variables: overridden(properties.Environment?.Variables ?? {}, { ...values, ...overrides }),
      logging: {
        group: LogGroup ?? `/aws/lambda/${resource.ref}`,
        format: LogFormat,
        ...(ApplicationLogLevel !== undefined && { level: ApplicationLogLevel }),
      },
      role: roleOf(resource, roles),
      metadata: resource.metadata,
    };
  });
  for (const name of Object.keys(overrides)) {
    if (!functions.some(({ variables }) => Object.hasOwn(variables, name))) {
      throw new CloudError(`No function declares the environment variable ${name}.`);
    }
  }
  return functions;
}

function overridden(declared: Record<string, string>, overrides: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(declared).map(([name, value]) => [name, overrides[name] ?? value]));
}

function roleOf({ logicalId, properties }: ResourceOf<typeof lambdaFunction>, roles: Role[]): Role {
  const role = roles.find(({ arn }) => arn === properties.Role);
  if (role === undefined) throw new CloudError(`${logicalId}: its role ${properties.Role} is not in the stack.`);
  const request = { caller: LAMBDA, action: 'sts:AssumeRole', resource: role.arn, context: {} };
  if (!decide(request, { identity: [], resource: role.trust }).allowed) {
    throw new CloudError(`${logicalId}: its role ${role.name} cannot be assumed by Lambda.`);
  }
  return role;
}

const LAMBDA = { service: 'lambda.amazonaws.com' };
