import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  Code,
  type IFunction,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type Duration, Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Bundle } from './bundle.ts';
import { KEEP_ONCE_DEPLOYED, removalPolicyOf } from './removal-policy.ts';
import { SERVICE_URLS } from './service-urls.ts';
import type { Config } from './settings.ts';
import { webhookName } from './webhook-name.ts';

interface BundledFunctionProps {
  config: Config;
  bundle: Bundle;
  description: string;
  memorySize: number;
  timeout: Duration;
  environment: Record<string, string>;
}

/**
 * One of our functions: a bundle on Node.js 24 and arm64, with its own log group and a role that may only write to that
 * group until it is granted more.
 */
export class BundledFunction extends LambdaFunction {
  readonly timeoutSeconds: number;
  /** Points to the version in use; a deployment moves it. */
  readonly alias: Alias;
  /** The same alias, for callers: they must invoke nothing else, or a deployment would not reach them. */
  readonly live: IFunction;

  constructor(scope: Construct, id: string, { config, bundle, environment, ...props }: BundledFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: config.logRetentionDays,
      removalPolicy: removalPolicyOf(config),
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What the ${id} function of ${webhookName(scope)} may do`,
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      ...props,
      role,
      logGroup,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundle.directory),
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel[config.logLevel],
      systemLogLevelV2: SystemLogLevel.WARN,
      ...(config.tracing === 'on' && { tracing: Tracing.ACTIVE }),
      environment: { ...SERVICE_URLS, ...environment },
      // An older version is kept, with its code and environment, to go back to. A version whose deployment failed is
      // not: Lambda publishes no version twice, so deploying the same code again would fail with "A version … exists".
      currentVersionOptions: { removalPolicy: KEEP_ONCE_DEPLOYED },
    });
    if (config.tracing === 'on') {
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Traces belong to the account: X-Ray knows no resource for them.',
      });
    }
    // W3005: CDK adds a dependency of the function on its role, although the reference already makes one.
    (this.node.defaultChild as CfnFunction).addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } });
    // CDK's classes do not quite match its interfaces under exactOptionalPropertyTypes.
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: this.currentVersion as IVersion });
    this.live = this.alias as IFunction;
    this.timeoutSeconds = props.timeout.toSeconds();
  }
}

/** The environment variables of a function as in the template. */
export function variablesOf(worker: LambdaFunction): Readonly<Record<string, unknown>> {
  const { environment } = worker.node.defaultChild as CfnFunction;
  return Stack.of(worker).resolve(environment).variables;
}
