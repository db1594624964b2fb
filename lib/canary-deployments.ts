import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';

interface CanaryDeploymentsProps {
  functions: Record<string, BundledFunction>;
  /** Any of them rolls every function back to its previous version. */
  alarms: IAlarm[];
}

/**
 * Lets CodeDeploy move the aliases: a new version gets a tenth of the invocations for ten minutes (twice the alarms'
 * period), then all of them. If an alarm goes off meanwhile, the aliases move back, the deployment fails, and
 * CloudFormation rolls back the rest.
 */
export class CanaryDeployments extends Construct {
  constructor(scope: Construct, id: string, { functions, alarms }: CanaryDeploymentsProps) {
    super(scope, id);
    const application = new LambdaApplication(this, 'Application');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      description: 'Lets CodeDeploy move the aliases of the functions and read the alarms',
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'AWS maintains this policy for exactly this use; it does not let CodeDeploy invoke anything.',
    });
    for (const [name, { alias }] of Object.entries(functions)) {
      new LambdaDeploymentGroup(this, name, {
        application,
        alias,
        role,
        alarms,
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
      });
    }
  }
}
